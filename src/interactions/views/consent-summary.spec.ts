import { everyAccess, recordInQuestion } from './consent-summary.js';
import type { ConsentItem, ConsentPage } from '../consent/consent-page.js';
import { plain } from '#src/words/phrase.js';
import { english } from '#src/words/en/pages.js';

const item = (change: Partial<ConsentItem> = {}): ConsentItem => ({
  scope: 's',
  access: ['read'],
  ...change,
});
const ask = (change: Partial<ConsentPage> = {}): ConsentPage => ({
  kind: 'consent',
  app: { name: 'Growth Chart' },
  action: '/consent',
  csrf: 'c',
  patient: { name: 'Amelia Novák' },
  groups: [{ title: 'Conditions', items: [item()] }],
  duration: 'untilSignOut',
  learnsAboutPerson: true,
  person: { name: 'Dr Sofia Lindqvist' },
  ...change,
});
const heading = (page: ConsentPage) =>
  plain(english.consent.heading(page.app.name, everyAccess(page), recordInQuestion(page)));

describe('the heading of the consent page', () => {
  it('names the patient', () => {
    expect(heading(ask())).toBe('Growth Chart wants to read the health record of Amelia Novák');
  });

  it('says “your health record” to a patient', () => {
    const patient = { name: 'Eva Jansen', isYou: true };
    expect(heading(ask({ patient }))).toBe('Growth Chart wants to read your health record');
  });

  it('never names less than the app gets', () => {
    const groups = [
      { title: 'Conditions', items: [item()] },
      { title: 'Medications', items: [item({ access: ['read', 'add'], reach: 'everyone' })] },
    ];
    expect(heading(ask({ groups }))).toBe(
      'Growth Chart wants to read and change the health records you have access to',
    );
  });

  it('says when the app only writes, and when it asks for no record at all', () => {
    expect(heading(ask({ groups: [{ title: 'Conditions', items: [item({ access: ['add'] })] }] }))).toContain(
      'wants to change the health record',
    );
    expect(heading(ask({ groups: [] }))).toBe('Growth Chart wants to know who you are');
  });
});

describe('access in words', () => {
  it.each([
    [['read', 'search'], 'Read'],
    [['search'], 'Search'],
    [['delete', 'change', 'add', 'read'], 'Read, add, change and delete'],
    [['change', 'add'], 'Add and change'],
  ] as const)('%j is "%s"', (access, words) => expect(english.consent.access(access)).toBe(words));
});
