import { type Branding } from './branding.js';
import type { RefusalSituation } from '#src/words/codes.js';
import type { RefusalPage } from './refusal-page.js';
import { refusalWaysOn, refusalWords } from './refusal-advice.js';
import { english } from '#src/words/en/pages.js';

const branding: Branding = { organisation: 'Harbour General Hospital', language: 'en' };
const refusal = (situation: RefusalSituation, change: Partial<RefusalPage> = {}): RefusalPage => ({
  kind: 'refusal',
  situation,
  ...change,
});
const said = (page: RefusalPage, by = branding) => Object.values(refusalWords(page, by, english)).join(' ');
const offered = (page: RefusalPage) => refusalWaysOn(page, english);

describe('the words of a refusal', () => {
  it.each<[RefusalSituation, string]>([
    ['noAccount', 'Your Hospital account works, but it has not been given access to this service yet.'],
    ['notInGroup', 'Your Hospital account is not in a group that may use this service.'],
    ['groupsUnknown', 'We could not see which groups you belong to, so we cannot let you in yet.'],
    ['noFhirUser', 'We could not find your record in the care system (practitioner or patient).'],
    ['severalMatches', 'More than one record fits your account, and we will not guess.'],
    ['accountSwitchedOff', 'This account has been switched off'],
    [
      'recordSystemUnreachable',
      'The care system does not answer at the moment This is not about your access.',
    ],
    ['providerUnreachable', 'Hospital account does not answer as it should'],
    ['providerNotSetUp', 'Signing in with Hospital account is not set up correctly This is not about you'],
    ['refusedByProvider', 'Your Hospital account is there, but it may not be used for this service.'],
    ['cancelledAtProvider', 'You did not finish signing in with Hospital account'],
    ['signInTooWeak', 'A stronger sign-in is needed'],
    ['noLongerActive', 'This sign-in is no longer active'],
    ['appMistake', 'This app is not set up correctly'],
  ])('%s: %s', (situation, sentence) => {
    expect(said(refusal(situation, { provider: 'Hospital account' }))).toContain(sentence);
  });

  it('names the account by the name of the identity provider', () => {
    expect(said(refusal('noAccount', { provider: 'SURFconext' }))).toContain('Your SURFconext account works');
    expect(said(refusal('noAccount'))).toContain('Your hospital account works');
  });

  it('names the help contact, and mentions a number only when there is one', () => {
    const helped = { ...branding, helpContact: { name: 'the night desk' } };
    expect(said(refusal('noAccount', { reference: 'K7QM' }), helped)).toContain(
      'Ask the night desk to add you, and mention the number below.',
    );
    expect(said(refusal('noAccount'), helped)).toContain('Ask the night desk to add you.');
  });
});

describe('the buttons of a refusal', () => {
  const links = { retryHref: '/retry', otherAccountHref: '/other', startAgainHref: '/start' };
  const app = { name: 'Growth Chart' };

  it('recommend a new attempt only when it can help', () => {
    expect(offered(refusal('recordSystemUnreachable', { ...links, app }))).toEqual({
      actions: [
        { label: 'Try again', href: '/retry', look: 'primary' },
        { label: 'Use another account', href: '/other', look: 'secondary' },
      ],
      backHref: '/start',
    });
    expect(offered(refusal('noAccount', links)).actions.map((action) => action.look)).toEqual([
      'secondary',
      'secondary',
      'secondary',
    ]);
  });

  it('start again from the app when the sign-in is over', () => {
    expect(offered(refusal('noLongerActive', { startAgainHref: '/start', app }))).toEqual({
      actions: [{ label: 'Start again from Growth Chart', href: '/start', look: 'primary' }],
    });
  });

  it('are missing without an address, or with an unsafe one', () => {
    expect(offered(refusal('noAccount'))).toEqual({ actions: [] });
    expect(offered(refusal('noLongerActive', { startAgainHref: 'javascript:alert(1)' }))).toEqual({
      actions: [],
    });
  });
});
