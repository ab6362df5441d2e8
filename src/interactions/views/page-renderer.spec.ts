import { type HTMLElement, parse, valid } from 'node-html-parser';
import { proves } from '../../../test/support/proves.js';
import { type Branding } from './branding.js';
import { pageAssets, versionedPath } from './page-assets.js';
import { PageRenderer } from './page-renderer.js';
import { TestClock } from '../../../test/support/test-clock.js';
import type { CodeNotice, RefusalSituation } from '#src/words/codes.js';
import type { ConsentPage } from '../consent/consent-page.js';
import type { Page } from './page-models.js';

const branding: Branding = {
  organisation: 'Harbour General Hospital',
  helpContact: { name: 'the service desk', phone: '+31 20 555 0199', email: 'desk@harbour.example' },
  accentColour: '#0b5c6b',
  logo: { src: '/branding/logo.svg', alt: 'Harbour' },
  language: 'en',
};

const app = { name: 'Growth Chart', logo: '/logos/1', verified: true, uri: 'https://growth.example/app' };
const patient = {
  name: 'Amelia Novák',
  birthDate: '2019-03-04',
  facts: [
    { kind: 'sex', value: 'female' },
    { kind: 'identifier', value: 'MRN 1' },
  ],
} as const;
const person = { name: 'Dr Sofia Lindqvist' };
const providers = [
  { displayName: 'Hospital account', href: '/federation/a/signin', logo: '/logos/a', lastUsed: true },
  { displayName: 'DigiD', href: '/federation/b/signin', unavailable: true },
];
const reference = 'K7QM-29XD';

const refusals: Record<RefusalSituation, true> = {
  noAccount: true,
  notActivated: true,
  linkTaken: true,
  invitationNotUsable: true,
  notInGroup: true,
  groupsUnknown: true,
  noFhirUser: true,
  severalMatches: true,
  accountSwitchedOff: true,
  recordSystemUnreachable: true,
  recordSystemRefuses: true,
  providerUnreachable: true,
  providerNotSetUp: true,
  refusedByProvider: true,
  cancelledAtProvider: true,
  signInTooWeak: true,
  noLongerActive: true,
  appMistake: true,
  somethingWentWrong: true,
  tooBusy: true,
  tooLong: true,
  notFound: true,
};

const picker = {
  kind: 'choosePatient',
  app,
  person,
  action: '/pick',
  csrf: 'c',
  columns: ['sex', 'identifier'],
  searchBy: ['name', 'birthDate', 'identifier'],
  cancelHref: '/abort',
} as const;

const post = { action: '/form', csrf: 'c' };
const connectable = [
  { scheme: 'a', displayName: 'Hospital account' },
  { scheme: 'b', displayName: 'DigiD' },
];
const code = {
  kind: 'enterCode',
  ...post,
  resendAction: '/again',
  cancelAction: '/cancel',
  provider: 'Hospital account',
  maskedAddress: 'm•••@harbour.example',
  minutesLeft: 9,
} as const;
const codeNotices: CodeNotice[] = [
  { kind: 'wrong', triesLeft: 1 },
  { kind: 'over' },
  { kind: 'sentAgain' },
  { kind: 'tooEarly', seconds: 40 },
  { kind: 'noMore' },
  { kind: 'tooManyAttempts', seconds: 2 },
];

const pages: Record<string, Page> = {
  'sign in': { kind: 'signIn', app, providers, cancelHref: '/abort', reference },
  'sign in, plainest': {
    kind: 'signIn',
    app: { name: 'A' },
    providers: [providers[1]!],
    cancelHref: '/abort',
  },
  'sign in, cancelled': {
    kind: 'signIn',
    app,
    providers,
    notice: { kind: 'cancelledAtProvider', provider: 'DigiD' },
    cancelHref: '/abort',
  },
  'sign in, by e-mail': {
    kind: 'signIn',
    app,
    providers,
    emailField: { action: '/email', csrf: 'c' },
    cancelHref: '/abort',
  },
  'sign in, by e-mail, unknown domain': {
    kind: 'signIn',
    app,
    providers: [],
    emailField: {
      action: '/email',
      csrf: 'c',
      value: 'a@elsewhere.example',
      problem: { unknownDomain: 'elsewhere.example' },
    },
    cancelHref: '/abort',
  },
  'sign in, by e-mail, a mistake': {
    kind: 'signIn',
    app,
    providers,
    emailField: { action: '/email', csrf: 'c', value: 'maria', problem: 'mistake' },
    cancelHref: '/abort',
  },
  'sign in, no way in': {
    kind: 'signIn',
    app,
    providers: [],
    notice: { kind: 'noWayIn' },
    cancelHref: '/abort',
  },
  'sign in, with a password too': {
    kind: 'signIn',
    app,
    providers,
    password: { ...post, email: 'maria@harbour.example' },
    notice: { kind: 'passwordNotRight', otherWays: true },
    cancelHref: '/abort',
  },
  'sign in, by password only': {
    kind: 'signIn',
    app,
    providers: [],
    password: post,
    notice: { kind: 'tooManyAttempts', seconds: 240 },
    cancelHref: '/abort',
  },
  'sign in, emergency': { kind: 'signIn', app, providers, emergencyHref: '/password', cancelHref: '/abort' },
  'set up an account': {
    kind: 'setUpAccount',
    connect: { ...post, providers: connectable },
    password: { ...post, minimumLength: 12 },
  },
  'set up an account, connecting only': {
    kind: 'setUpAccount',
    connect: { ...post, providers: connectable },
  },
  ...Object.fromEntries(
    (['tooShort', 'tooLong', 'notTheSame'] as const).map((problem): [string, Page] => [
      `set up an account, ${problem}`,
      { kind: 'setUpAccount', password: { ...post, minimumLength: 12, problem } },
    ]),
  ),
  'connect, who are you': {
    kind: 'connect',
    password: post,
    notice: { kind: 'passwordNotRight', otherWays: false },
  },
  'connect, which': { kind: 'connect', cancelAction: '/stop', connect: { ...post, providers: connectable } },
  'enter the code': code,
  ...Object.fromEntries(
    codeNotices.map((notice): [string, Page] => [
      `enter the code, ${notice.kind}`,
      { ...code, identityName: 'Maria Lindqvist', notice },
    ]),
  ),
  'done, password saved': { kind: 'done', what: { kind: 'passwordSaved' } },
  'done, nothing connected': { kind: 'done', what: { kind: 'nothingConnected' } },
  'done, emergency open': { kind: 'done', what: { kind: 'emergencyOpen' } },
  'done, connected': { kind: 'done', what: { kind: 'connected', provider: 'Hospital account' } },
  'done, sign-in tested': { kind: 'done', what: { kind: 'signInTested' } },
  'test a sign-in': {
    kind: 'testSignIn',
    action: '/federation/hospital/test/x',
    csrf: 'c',
    provider: 'Hospital account',
  },
  'choose a patient, before searching': { ...picker, query: '', results: [], searched: false },
  'choose a patient, recent': { ...picker, query: '', results: [{ id: '1', ...patient }], searched: false },
  'choose a patient, found': {
    ...picker,
    query: 'nov',
    results: [
      { id: '1', ...patient },
      { id: '2', name: 'Juan Pérez' },
    ],
    searched: true,
    page: 2,
    previousHref: '?q=nov',
    nextHref: '?q=nov&page=3',
  },
  'choose a patient, many columns': {
    ...picker,
    columns: ['sex', 'identifier', 'address', 'deceased', 'generalPractitioner'],
    query: 'nov',
    searched: true,
    results: [
      {
        ...patient,
        id: '1',
        facts: [
          { kind: 'identifier', value: 'MRN 1' },
          { kind: 'identifier', value: 'BSN 2' },
          { kind: 'deceased', value: '2026-01-02' },
          { kind: 'generalPractitioner', value: 'Dr James Okafor' },
        ],
      },
      { id: '2', name: 'Juan Pérez' },
    ],
  },
  'choose a patient, nothing found': { ...picker, query: 'nowak', results: [], searched: true },
  consent: {
    kind: 'consent',
    app: { ...app, verified: false },
    action: '/consent',
    csrf: 'c',
    patient: { ...patient, chooseAnotherHref: '/pick' },
    groups: [
      {
        title: 'Conditions',
        items: [
          {
            scope: 'patient/Condition.rs',
            access: ['read', 'search'],
            parts: [{ scope: 'patient/Condition.rs?category=x', words: 'the problem list' }],
          },
        ],
      },
      {
        title: 'Observations',
        items: [
          { scope: 'a', access: ['read'], detail: 'Vital signs' },
          { scope: 'b', access: ['add', 'change'] },
        ],
      },
      {
        title: 'The whole record',
        items: [
          { scope: 'user/*.rs', access: ['read'], reach: 'everyone', everything: true, detail: 'Since 2020' },
          {
            scope: 'patient/*.rs',
            access: ['read'],
            everything: true,
            shown: { shown: 'patient/Condition.rs patient/Medication.rs', shownProof: 'p' },
            types: [
              {
                group: 'health',
                types: [
                  {
                    scope: 'patient/Condition.rs',
                    title: 'Conditions',
                    parts: [{ scope: 'patient/Condition.rs?category=x', words: 'the problem list' }],
                  },
                ],
              },
              { group: 'medicines', types: [{ scope: 'patient/Medication.rs', title: 'Medicines' }] },
            ],
          },
        ],
      },
    ],
    duration: { offline: { unusedDays: 90 } },
    learnsAboutPerson: true,
    person,
    cancelHref: '/abort',
  },
  'consent, identity only': {
    kind: 'consent',
    app,
    action: '/consent',
    csrf: 'c',
    groups: [],
    duration: 'untilSignOut',
    learnsAboutPerson: true,
    learnsEmail: true,
    learnsAlso: ['your department and staff number', 'Also: groups'],
    remembered: true,
    person,
  },
  ...Object.fromEntries(
    (Object.keys(refusals) as RefusalSituation[]).flatMap((situation): [string, Page][] => [
      [`refusal, ${situation}`, { kind: 'refusal', situation }],
      [
        `refusal, ${situation}, with everything`,
        {
          kind: 'refusal',
          situation,
          app,
          provider: 'Hospital account',
          reference,
          retryHref: '/retry',
          otherAccountHref: '/other',
          passwordHref: '/password',
          connectHref: '/activation',
          startAgainHref: 'https://growth.example/start',
          otherProviders: providers,
          details: 'invalid_redirect_uri',
        },
      ],
    ]),
  ),
  'sign out': { kind: 'signOut', action: '/end', hidden: { xsrf: 'x' }, app, person },
  'signed out': { kind: 'signedOut', app, returnHref: 'com.example.growth:/out' },
  'signed out, plainest': { kind: 'signedOut', returnHref: '/' },
  'choose an encounter': {
    kind: 'chooseEncounter',
    app,
    person,
    action: '/pick',
    csrf: 'c',
    patient: { ...patient, id: 'p1' },
    encounters: [
      { id: 'e1', what: 'Growth check', where: 'Ward 3', start: '2026-09-14T09:15:00+01:00', underWay: true },
      { id: 'e2' },
    ],
    cancelHref: '/abort',
  },
  'apps with access': {
    kind: 'apps',
    person,
    apps: [
      {
        name: 'Growth Chart',
        action: '/account/apps/1/end',
        csrf: 'c',
        what: ['Conditions', 'Medications'],
        since: '2026-03-04T05:06:07Z',
        lastUsed: '2026-04-04T05:06:07Z',
        offline: true,
      },
      {
        name: 'Plain',
        action: '/account/apps/2/end',
        csrf: 'c',
        what: [],
        since: '2026-03-04T05:06:07Z',
        offline: false,
      },
      {
        name: 'Ours',
        action: '/account/apps/3/end',
        csrf: 'c',
        what: ['Conditions'],
        since: '2026-03-04T05:06:07Z',
        offline: false,
        remembered: true,
        dormant: true,
      },
    ],
    ended: 'Old App',
    signOutHref: '/logout',
  },
  'apps with access, none': { kind: 'apps', person, apps: [], signOutHref: '/logout' },
  'continue by form': {
    kind: 'continueByForm',
    action: 'https://growth.example/callback',
    hidden: { code: 'c', state: 's' },
    buttonLabel: 'Continue to Growth Chart',
  },
};

const everyPage = Object.entries(pages);
const clock = new TestClock(new Date(2026, 10, 22).getTime());
const renderer = new PageRenderer(branding, clock);
const draw = (page: Page) => parse(renderer.render(page));
const words = (element: HTMLElement) => element.structuredText.replace(/\s+/g, ' ');

describe.each(everyPage)('%s', (_, page) => {
  const html = renderer.render(page);
  const document = parse(html);

  it('is one well-formed document with a language, a title, landmarks and one h1', () => {
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(valid(html)).toBe(true);
    expect(document.querySelector('html')?.getAttribute('lang')).toBe('en');
    expect(document.querySelector('title')?.text).toMatch(/\S – Harbour General Hospital$/);
    for (const landmark of ['body > header', 'body > main', 'body > footer', 'main h1', 'h1']) {
      expect(document.querySelectorAll(landmark)).toHaveLength(1);
    }
    expect(document.querySelector('h1')?.text.trim()).not.toBe('');
  });

  it('asks search engines not to index it, and browsers to send no referrer', () => {
    expect(document.querySelector('meta[name=robots]')?.getAttribute('content')).toBe('noindex');
    expect(document.querySelector('meta[name=referrer]')?.getAttribute('content')).toBe('no-referrer');
  });

  it('has nothing inline that the page policy forbids', () => {
    expect(document.querySelectorAll('style, iframe, object, base')).toHaveLength(0);
    expect(
      document.querySelectorAll('script').map((script) => [script.text, script.hasAttribute('src')]),
    ).toEqual([['', true]]);
    for (const element of document.querySelectorAll('*')) {
      for (const name of Object.keys(element.attributes)) expect(name).not.toMatch(/^(style$|on)/i);
    }
  });

  it('links to assets by the hash of their content', () => {
    const linked = document
      .querySelectorAll('link, script')
      .map((element) => element.getAttribute('href') ?? element.getAttribute('src'));
    expect(linked.sort()).toEqual(pageAssets(branding).map(versionedPath).sort());
  });

  it('labels every field, and every reference names an element of the page', () => {
    const ids = document.querySelectorAll('[id]').map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const field of document.querySelectorAll('input:not([type=hidden])')) {
      expect(words(document.querySelector(`label[for=${field.id}]`)!).trim()).not.toBe('');
    }
    for (const name of ['aria-describedby', 'aria-labelledby', 'data-copy']) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        for (const id of element.getAttribute(name)!.split(' ')) expect(ids).toContain(id);
      }
    }
    for (const image of document.querySelectorAll('img')) expect(image.hasAttribute('alt')).toBe(true);
    for (const button of document.querySelectorAll('button, a')) expect(button.text.trim()).not.toBe('');
  });

  it('uses no protocol words and has no missing values', () => {
    const seen = parse(html);
    seen.querySelectorAll('details').forEach((details) => details.remove());
    const text = `${words(seen)} ${seen.querySelectorAll('[aria-label]').map((each) => each.getAttribute('aria-label'))}`;
    expect(text).not.toMatch(/scope|claim|fhirUser|\bIdP\b|invalid_|OAuth|token|redirect|identity provider/i);
    expect(html).not.toMatch(/undefined|null|\[object|NaN/);
  });

  it('has at most one primary action, and names the organisation and the help desk', () => {
    expect(document.querySelectorAll('.primary').length).toBeLessThanOrEqual(1);
    const footer = words(document.querySelector('footer')!);
    expect(footer).toContain('Harbour General Hospital');
    expect(footer).toContain('the service desk');
    if (page.reference) expect(footer).toContain(page.reference);
  });
});

describe('a patient with many columns', () => {
  const cells = () =>
    draw(pages['choose a patient, many columns']!)
      .querySelectorAll('.patient-row')
      .map((row) => row.querySelectorAll('.patient-facts > span').map((cell) => cell.text));

  it('shows them below each other, also those that are empty for a patient', () => {
    expect(cells()).toEqual([
      [
        expect.stringContaining('Born 4 March 2019'),
        '',
        'MRN 1, BSN 2',
        '',
        'Died 2 January 2026',
        'GP Dr James Okafor',
      ],
      ['', '', '', '', '', ''],
    ]);
  });
});

describe('hostile values', () => {
  const hostile = `<script>alert("x")</script>'"&<i onclick=x>`;
  // These values come from the code, and the compiler checks them.
  const constants = new Set([
    'kind',
    'situation',
    'searchBy',
    'columns',
    'access',
    'reach',
    'duration',
    'language',
    'problem',
    'accentColour',
    'problem',
  ]);

  function poison<T>(value: T, key = ''): T {
    if (constants.has(key)) return value;
    if (Array.isArray(value)) return value.map((each) => poison(each, key)) as T;
    if (typeof value === 'object' && value !== null) {
      const poisonName = (name: string) => (key === 'hidden' ? name + hostile : name);
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [poisonName(name), poison(each, name)]),
      ) as T;
    }
    if (typeof value !== 'string') return value;
    if (/href$|action$/i.test(key)) return `/${hostile}` as T;
    if (/logo|src/.test(key)) return `data:image/png,${hostile}` as T;
    return (key === 'uri' ? `https://${hostile}` : hostile) as T;
  }

  const poisoned = new PageRenderer(poison(branding), clock);
  const attributes = new Set(
    everyPage.flatMap(([, page]) =>
      draw(page)
        .querySelectorAll('*')
        .flatMap((element) => Object.keys(element.attributes)),
    ),
  );

  it.each(everyPage)('are shown as text only: %s', (_, page) => {
    const html = poisoned.render(poison(page));
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<i ');
    expect(valid(html)).toBe(true);
    const document = parse(html);
    expect(document.querySelectorAll('script')).toHaveLength(1);
    expect(document.querySelectorAll('i')).toHaveLength(0);
    for (const element of document.querySelectorAll('*')) {
      for (const name of Object.keys(element.attributes)) expect(attributes).toContain(name);
    }
    expect(document.querySelector('footer')?.text).toContain(`alert("x")`);
  });

  it('make no link and no picture when they are not an address', () => {
    const address = 'javascript:alert(1)';
    const html = renderer.render({
      kind: 'signIn',
      app: { ...app, logo: address, uri: address },
      providers: [{ displayName: 'X', href: address, logo: address }],
      cancelHref: address,
    });
    expect(html).not.toContain('javascript:');
  });

  it('make no form when its target is not an address', () => {
    const page: Page = { kind: 'continueByForm', action: 'javascript:alert(1)', hidden: {} };
    expect(() => renderer.render(page)).toThrow('form');
  });
});

describe('what a page sends', () => {
  it('searches by GET and chooses by POST, on the same path', () => {
    const document = draw(pages['choose a patient, found']!);
    const forms = document.querySelectorAll('form');
    expect(forms.map((form) => [form.getAttribute('method'), form.getAttribute('action')])).toEqual([
      ['get', '/pick'],
      ['post', '/pick'],
    ]);
    expect(document.querySelector('input[name=q]')?.getAttribute('value')).toBe('nov');
    expect(forms[1]!.querySelector('input[name=csrf]')?.getAttribute('value')).toBe('c');
    expect(
      forms[1]!.querySelectorAll('button[name=patient]').map((row) => row.getAttribute('value')),
    ).toEqual(['1', '2']);
  });

  it('sends one ticked box for every item, and the decision', () => {
    const document = draw(pages.consent!);
    const boxes = document.querySelectorAll('form[method=post] input[name=scope]');
    expect(boxes.map((box) => box.getAttribute('value'))).toEqual([
      'patient/Condition.rs',
      'a',
      'b',
      'user/*.rs',
      'patient/*.rs',
    ]);
    expect(boxes.every((box) => box.hasAttribute('checked'))).toBe(true);
    expect(
      document.querySelectorAll('button').map((button) => [button.getAttribute('value'), button.text]),
    ).toEqual([
      ['allow', 'Allow'],
      ['deny', 'Do not allow'],
    ]);
  });

  it('sends logout=yes to sign out, and nothing to stay signed in', () => {
    const document = draw(pages['sign out']!);
    expect(document.querySelector('input[type=hidden][name=xsrf]')?.getAttribute('value')).toBe('x');
    expect(
      document
        .querySelectorAll('button')
        .map((button) => [button.getAttribute('name'), button.getAttribute('value')]),
    ).toEqual([
      ['logout', 'yes'],
      [undefined, undefined],
    ]);
  });
});

describe('what a page shows only in some places', () => {
  it('patients’ names are not in titles', () => {
    for (const [, page] of everyPage) expect(draw(page).querySelector('title')?.text).not.toContain('Novák');
  });

  it('details for the app’s maker are shown only when the app is at fault', () => {
    for (const situation of Object.keys(refusals)) {
      const html = renderer.render(pages[`refusal, ${situation}, with everything`]!);
      expect(html.includes('invalid_redirect_uri')).toBe(situation === 'appMistake');
    }
  });

  it('a button that needs scripts is hidden until they run', () => {
    const copy = draw(pages['refusal, noAccount, with everything']!).querySelector('[data-copy]');
    expect(copy?.hasAttribute('hidden')).toBe(true);
  });

  it('the effect of unticking on the whole record is explained when a page asks for the record and its parts', () => {
    proves('TM-35');
    const sentence = 'If you untick a part of the whole record, the app does not get the whole record.';
    const consent = pages.consent as ConsentPage;
    expect(words(draw(consent))).toContain(sentence);
    for (const groups of [consent.groups.slice(2), consent.groups.slice(0, 2)])
      expect(words(draw({ ...consent, groups }))).not.toContain(sentence);
  });

  it('the warning about an unverified app is on the consent page, not on the sign-in page', () => {
    const unverified = { ...app, verified: false };
    expect(words(draw(pages.consent!))).toContain('Not verified by Harbour General Hospital');
    expect(words(draw({ kind: 'signIn', app: unverified, providers, cancelHref: '/' }))).not.toContain(
      'erified',
    );
  });
});
