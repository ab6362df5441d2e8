import type {
  Access,
  CodeNotice,
  NewPasswordProblem,
  Notice,
  PatientSearchField,
  RefusalSituation,
} from '../codes.js';
import { phrase, type Phrase, strong } from '../phrase.js';

/** The facts that the words of a refusal may mention. */
export interface RefusalFacts {
  app?: string;
  provider?: string;
  /** Whom to ask, as it stands in a sentence. */
  contact: string;
  hasReference: boolean;
  hasDetails: boolean;
  hasOtherProviders: boolean;
}

/** What happened and what to do. When that is short enough, the heading says what happened. */
export interface RefusalWords {
  heading: string;
  happened?: string;
  whatToDo: string;
}

/** Which record the consent page is about. */
export type RecordInQuestion =
  { kind: 'own' } | { kind: 'patient'; name: string } | { kind: 'manyPatients' } | { kind: 'none' };

const LOCALE = 'en-GB';
const list = new Intl.ListFormat(LOCALE, { type: 'conjunction' });
const day = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const month = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric', timeZone: 'UTC' });

const anyOf = new Intl.ListFormat(LOCALE, { type: 'disjunction' });
const SEARCH_FIELDS: Record<PatientSearchField, string> = {
  name: 'name',
  birthDate: 'birth date',
  identifier: 'number',
};

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const count = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? '' : 's'}`;

/** "Hospital account" stays as it is; "SURFconext" becomes "SURFconext account". */
const accountOf = (provider = 'hospital account'): string =>
  /account$/i.test(provider) ? provider : `${provider} account`;

function waitAndTryAgain(seconds: number): string {
  const time = seconds < 90 ? count(seconds, 'second') : count(Math.ceil(seconds / 60), 'minute');
  return `That was tried too often. Wait ${time}, then try again.`;
}

const mentioning = (hasReference: boolean): string => (hasReference ? ', and mention the number below' : '');

const accessWords: Record<Access, string> = {
  search: 'search',
  read: 'read',
  add: 'add',
  change: 'change',
  delete: 'delete',
};

function accessInOrder(access: readonly Access[]): string[] {
  const order: Access[] = ['search', 'read', 'add', 'change', 'delete'];
  const asked = order.filter((kind) => access.includes(kind));
  // An app that may read may also search, so naming both would tell a person nothing more.
  return asked
    .filter((kind) => kind !== 'search' || !asked.includes('read'))
    .map((kind) => accessWords[kind]);
}

function wantsTo(access: readonly Access[]): string {
  const reads = access.some((kind) => kind === 'read' || kind === 'search');
  const writes = access.some((kind) => kind !== 'read' && kind !== 'search');
  if (reads && writes) return 'read and change';
  return writes ? 'change' : 'read';
}

const refusals: Record<RefusalSituation, (facts: RefusalFacts) => RefusalWords> = {
  noAccount: ({ provider, contact, hasReference }) => ({
    heading: 'You cannot sign in yet',
    happened: `Your ${accountOf(provider)} works, but it has not been given access to this service yet.`,
    whatToDo: `Ask ${contact} to add you${mentioning(hasReference)}.`,
  }),
  notActivated: ({ provider, contact, hasReference }) => ({
    heading: 'You cannot sign in this way yet',
    happened: `Your ${accountOf(provider)} works, but it is not connected to this service yet.`,
    whatToDo: `Open the link in your invitation. If you have none, ask ${contact} to send you one${mentioning(hasReference)}.`,
  }),
  linkTaken: ({ provider, contact, hasReference }) => ({
    heading: `This ${accountOf(provider)} cannot be connected`,
    happened: 'It belongs to somebody else here, or you have connected another one before.',
    whatToDo: `There is nothing you can change yourself. Ask ${contact}${mentioning(hasReference)}.`,
  }),
  invitationNotUsable: ({ contact, hasReference }) => ({
    heading: 'This link does not work any more',
    happened: 'It was used before, it is too old, or there is a newer one.',
    whatToDo: `Ask ${contact} to send you a new one${mentioning(hasReference)}.`,
  }),
  notInGroup: ({ provider, contact, hasReference }) => ({
    heading: 'You cannot sign in yet',
    happened: `Your ${accountOf(provider)} is not in a group that may use this service.`,
    whatToDo: `Ask ${contact} to add you${mentioning(hasReference)}.`,
  }),
  groupsUnknown: ({ hasReference }) => ({
    heading: 'You cannot sign in yet',
    happened: 'We could not see which groups you belong to, so we cannot let you in yet.',
    whatToDo: hasReference
      ? 'Your IT department can fix this: give them the number below.'
      : 'Your IT department can fix this.',
  }),
  noFhirUser: ({ contact, hasReference }) => ({
    heading: 'You cannot sign in yet',
    happened: 'We could not find your record in the care system (practitioner or patient).',
    whatToDo: `There is nothing you can change yourself. Ask ${contact}${mentioning(hasReference)}.`,
  }),
  severalMatches: ({ contact, hasReference }) => ({
    heading: 'You cannot sign in yet',
    happened: 'More than one record fits your account, and we will not guess.',
    whatToDo: `There is nothing you can change yourself. Ask ${contact}${mentioning(hasReference)}.`,
  }),
  accountSwitchedOff: ({ contact, hasReference }) => ({
    heading: 'This account has been switched off',
    whatToDo: `If you still need it, ask ${contact}${mentioning(hasReference)}.`,
  }),
  recordSystemUnreachable: () => ({
    heading: 'The care system does not answer at the moment',
    happened: 'This is not about your access.',
    whatToDo: 'Try again in a minute.',
  }),
  recordSystemRefuses: ({ contact, hasReference }) => ({
    heading: 'We cannot ask the care system about you',
    happened: 'This is not about your access: our connection to the care system is not set up correctly.',
    whatToDo: `There is nothing you can change yourself. Tell ${contact}${mentioning(hasReference)}.`,
  }),
  providerUnreachable: ({ provider, hasOtherProviders }) => ({
    heading: `${sentenceCase(provider ?? 'the sign-in service')} does not answer as it should`,
    happened: 'This is not about your access.',
    whatToDo: hasOtherProviders ? 'Try again in a minute, or sign in another way.' : 'Try again in a minute.',
  }),
  providerNotSetUp: ({ provider, contact, hasReference, hasOtherProviders }) => ({
    heading: `Signing in with ${provider ?? 'this service'} is not set up correctly`,
    happened: 'This is not about you, and there is nothing you can change yourself.',
    whatToDo: `${hasOtherProviders ? 'Sign in another way, or tell' : 'Tell'} ${contact}${mentioning(hasReference)}.`,
  }),
  refusedByProvider: ({ provider, contact, hasReference }) => ({
    heading: 'You cannot sign in yet',
    happened: `Your ${accountOf(provider)} is there, but it may not be used for this service.`,
    whatToDo: `There is nothing you can change yourself. Ask ${contact}${mentioning(hasReference)}.`,
  }),
  cancelledAtProvider: ({ provider }) => ({
    heading: `You did not finish signing in with ${provider ?? 'the sign-in service'}`,
    whatToDo: 'You can try again, or leave it as it is.',
  }),
  signInTooWeak: ({ provider, contact, hasReference }) => ({
    heading: 'A stronger sign-in is needed',
    happened: `Your ${accountOf(provider)} was used in a way that is not strong enough for this service.`,
    whatToDo: `Sign in with your second factor or your card. If you have none, ask ${contact}${mentioning(hasReference)}.`,
  }),
  noLongerActive: ({ app }) => ({
    heading: 'This sign-in is no longer active',
    happened: 'It took too long, or this page comes from an old tab or the back button.',
    whatToDo: app ? `Start again from ${app}.` : 'Start again from the app you were using.',
  }),
  appMistake: ({ app, hasDetails }) => ({
    heading: app ? `${app} is not set up correctly` : 'This app is not set up correctly',
    happened: 'There is nothing you can change yourself.',
    whatToDo: hasDetails
      ? 'Tell the maker of the app; the details below are for them.'
      : 'Tell the maker of the app.',
  }),
  somethingWentWrong: ({ contact, hasReference }) => ({
    heading: 'Something went wrong on our side',
    happened: 'You did nothing wrong.',
    whatToDo: `Try again. If it happens again, tell ${contact}${mentioning(hasReference)}.`,
  }),
  tooBusy: () => ({
    heading: 'Too many people are signing in at the moment',
    happened: 'You did nothing wrong.',
    whatToDo: 'Wait a minute, then load this page again or start again from the app you were using.',
  }),
  tooLong: () => ({
    heading: 'What was sent is too long',
    whatToDo: 'Go back and shorten what you typed, or start again from the app you were using.',
  }),
  notFound: () => ({
    heading: 'This page does not exist',
    whatToDo: 'Check the address, or start again from the app you were using.',
  }),
};

/** Every word on the pages, in English. Another language is another file of this shape. */
export const english = {
  lang: 'en',
  locale: LOCALE,

  title: (heading: string, organisation: string): string => `${heading} – ${organisation}`,
  backTo: (app: string): string => `Back to ${app}`,
  back: 'Back',
  signedInAs: (name: string): Phrase => phrase`Signed in as ${strong(name)}`,
  /** A person whose account has neither a name nor an e-mail address. */
  personWithoutName: 'you',
  /** A patient whose record could not be read. */
  patientWithoutName: (id: string): string => `Patient ${id}`,
  /**
   * The page of this server on which people see what they have allowed. During the sign-in, it is an app like any
   * other.
   */
  accountPage: 'Your account',
  adminPage: 'Administration',
  oneMoment: 'One moment…',
  footer: {
    help: (contact: string): string => `Help: ${contact}`,
    reference: 'Reference',
  },
  defaultContact: 'the service desk',
  verifiedBy: (organisation: string): string => `Verified by ${organisation}`,
  notVerifiedBy: (organisation: string): string => `Not verified by ${organisation}`,

  notice(notice: Notice, contact: string): string {
    switch (notice.kind) {
      case 'cancelledAtProvider':
        return `You did not finish signing in with ${notice.provider}. You can try again below.`;
      case 'noWayIn':
        return `At the moment there is no way to sign in to this app. Ask ${contact}.`;
      case 'passwordNotRight':
        return `This e-mail address and password do not go together. Check both and try again${notice.otherWays ? ', or sign in another way' : ''}.`;
      case 'tooManyAttempts':
        return waitAndTryAgain(notice.seconds);
    }
  },

  signIn: {
    heading: (app: string): Phrase => phrase`Sign in to continue to ${strong(app)}`,
    next: (ways: number, asksEmail: boolean): string =>
      asksEmail
        ? 'Your e-mail address shows where you sign in.'
        : ways > 1
          ? 'Choose how you sign in. The app opens right after.'
          : 'The app opens right after.',
    providers: 'Ways to sign in',
    email: 'E-mail address',
    emailNext: 'Continue',
    emailMistake: 'Write your whole e-mail address, such as name@hospital.example.',
    unknownDomain: (domain: string, contact: string, hasOthers: boolean): string =>
      hasOthers
        ? `No sign-in is set up for addresses at ${domain}. Check the address, choose a way below, or ask ${contact}.`
        : `No sign-in is set up for addresses at ${domain}. Check the address, or ask ${contact}.`,
    otherWays: 'Or sign in another way',
    continueWith: (provider: string): string => `Continue with ${provider}`,
    lastUsed: 'Used last on this device',
    unavailable: 'Does not answer at the moment',
    or: 'or',
    emergency: 'Emergency access',
  },

  password: {
    heading: 'With e-mail address and password',
    email: 'E-mail address',
    password: 'Password',
    signIn: 'Sign in',
  },

  setUpAccount: {
    heading: phrase`Set up your account`,
    next: (ways: number): string =>
      ways > 1 ? 'Choose how you want to sign in from now on.' : 'You need to do this only once.',
    connect: 'With an account you have',
    connectNext: 'You go there to sign in. Then we mail you a code to enter here.',
    password: 'With a password',
    newPassword: 'New password',
    again: 'The same once more',
    hint: (minimumLength: number): string =>
      `At least ${minimumLength} characters. A few words in a row are easy to remember.`,
    save: 'Save password',
    problem: (problem: NewPasswordProblem, minimumLength: number): string =>
      ({
        tooShort: `This password is too short. Use at least ${minimumLength} characters.`,
        tooLong: 'This password is too long. Use at most 200 characters.',
        notTheSame: 'The two passwords are not the same. Type both again.',
      })[problem],
  },

  connect: {
    heading: phrase`Connect another way to sign in`,
    whoAreYou: 'First sign in with your e-mail address and password, as you do now.',
    which: 'You go there to sign in. Then we mail you a code to enter here.',
    continue: 'Continue',
    stop: 'Stop and connect nothing',
  },

  enterCode: {
    heading: phrase`Enter the code we mailed you`,
    sentTo: (address: string): Phrase => phrase`We sent a code to ${strong(address)}.`,
    next: (minutes: number): string => `It works for ${count(minutes, 'more minute')}.`,
    about: (provider: string, name: string): Phrase =>
      phrase`You are connecting the ${accountOf(provider)} of ${strong(name)}.`,
    label: 'Code of six digits',
    connect: (provider: string): string => `Connect ${provider}`,
    nothingCame: 'No mail? Look in the spam folder first.',
    resend: 'Send a new code',
    notice(notice: CodeNotice): string {
      switch (notice.kind) {
        case 'wrong':
          return `That is not the code. You can try ${notice.triesLeft === 1 ? 'once' : `${notice.triesLeft} times`} more.`;
        case 'over':
          return 'This code does not work any more. Have a new one sent.';
        case 'sentAgain':
          return 'We sent a new code. The one before does not work any more.';
        case 'tooEarly':
          return `The last code is less than a minute old. You can have a new one sent in ${count(notice.seconds, 'second')}.`;
        case 'noMore':
          return 'No more codes can be sent now. Stop, and start again later.';
        case 'tooManyAttempts':
          return waitAndTryAgain(notice.seconds);
      }
    },
  },

  done: {
    passwordSaved: {
      heading: 'Your password is saved',
      next: 'Go to the app you want to use, and sign in there with your e-mail address and this password.',
    },
    emergencyOpen: {
      heading: 'Emergency access is open on this device',
      next: 'For 15 minutes the apps ask here how you sign in. Go to the app you want to use, and choose “Emergency access”.',
    },
    nothingConnected: {
      heading: 'Nothing was connected',
      next: 'Everything is as it was before. You can close this page.',
    },
    signInTested: {
      heading: 'The test is done',
      next: 'You are not signed in here, and nothing was changed. The administrator who asked for the test sees the result. You can close this page.',
    },
    connected: (provider: string): { heading: string; next: string } => ({
      heading: `${sentenceCase(provider)} is connected`,
      next: `From now on, sign in with ${provider}. Go to the app you want to use and try it.`,
    }),
  },

  patient: {
    born: (date: string): string => `Born ${date}`,
    day: (date: Date): string => day.format(date),
    month: (date: Date): string => month.format(date),
    ageInDays: (amount: number): string => count(amount, 'day'),
    ageInWeeks: (amount: number): string => count(amount, 'week'),
    ageInMonths: (amount: number): string => count(amount, 'month'),
    ageInYears: (amount: number): string => count(amount, 'year'),
    sex: { female: 'Female', male: 'Male', other: 'Other', unknown: 'Sex unknown' } as Partial<
      Record<string, string>
    >,
    generalPractitioner: (name: string): string => `GP ${name}`,
    died: (date: string): string => (date === '' ? 'Deceased' : `Died ${date}`),
  },

  choosePatient: {
    heading: phrase`Choose a patient`,
    next: (app: string): string => `${app} opens with the patient you choose.`,
    searchLabel: (fields: readonly PatientSearchField[]): string =>
      sentenceCase(anyOf.format(fields.map((field) => SEARCH_FIELDS[field]))),
    search: 'Search',
    recent: 'Patients',
    found: 'Patients found',
    foundPage: (page: number): string => `Patients found, page ${page}`,
    nothingFound: (query: string): Phrase => phrase`Nothing found for ${strong(`“${query}”`)}`,
    whatToTry: {
      name: 'Check the spelling, or try the family name only.',
      birthDate: 'Write a birth date as 4 March 2019 or 04/03/2019.',
      identifier: 'Use the number on the wristband or the letter.',
    } satisfies Record<PatientSearchField, string>,
    previous: 'Previous patients',
    more: 'More patients',
    pages: 'More results',
  },

  chooseEncounter: {
    heading: phrase`Choose a visit`,
    next: (app: string): string => `${app} opens with the visit you choose.`,
    latest: 'Latest visits',
    unnamed: 'Visit',
    underWay: 'Under way',
    none: 'None of these',
  },

  consent: {
    heading(app: string, access: readonly Access[], record: RecordInQuestion): Phrase {
      const verb = wantsTo(access);
      switch (record.kind) {
        case 'own':
          return phrase`${strong(app)} wants to ${verb} your health record`;
        case 'patient':
          return phrase`${strong(app)} wants to ${verb} the health record of ${strong(record.name)}`;
        case 'manyPatients':
          return phrase`${strong(app)} wants to ${verb} the health records you have access to`;
        case 'none':
          return phrase`${strong(app)} wants to know who you are`;
      }
    },
    /** The title has no patient’s name, because it stays in the browser’s history, even on a shared computer. */
    title: (app: string): string => `${app} asks for access`,
    next: (app: string, choice: boolean): string =>
      `${choice ? 'Choose what you allow. You' : 'You'} then go back to ${app}.`,
    notTheRightPatient: 'Not the right patient?',
    chooseAnother: 'Choose another',
    patient: 'Patient',
    what: 'What it may use',
    untick: 'Untick what you do not want to allow.',
    untickOfTheWhole: 'If you untick a part of the whole record, the app does not get the whole record.',
    everything: 'Everything in the record, now and in the future',
    everyPatient: 'For every patient you have access to',
    onlySome: 'Allow only a part of this',
    chooseTypes: 'Leave something out',
    untickTypes:
      'If you untick anything here, the app gets only what is left ticked, and nothing that is added to the record later.',
    recordGroups: {
      health: 'Health',
      results: 'Tests and results',
      medicines: 'Medicines',
      care: 'Visits, plans and orders',
      documents: 'Documents and messages',
      administration: 'Insurance and payments',
      people: 'People and places',
      other: 'Other',
    },
    part: (words: string): string => sentenceCase(words),
    access: (access: readonly Access[]): string => sentenceCase(list.format(accessInOrder(access))),
    elsewhere: 'What else it may do',
    learns: 'What it learns about you',
    nameAndRole: 'Your name and your role',
    nameRoleAndEmail: 'Your name, your role and your e-mail address',
    learnsAlso: (words: string): string => sentenceCase(words),
    remembered: (app: string): string =>
      `You are not asked again until ${app} wants more. You can end this in “Apps with access”.`,
    howLong: 'For how long',
    untilSignOut: 'Until you sign out',
    offline: (unusedDays: number): string =>
      `Also when you are not using it, until it has gone unused for ${unusedDays === 1 ? 'a day' : `${unusedDays} days`}`,
    allow: 'Allow',
    deny: 'Do not allow',
  },

  refusal: {
    words: (situation: RefusalSituation, facts: RefusalFacts): RefusalWords => refusals[situation](facts),
    reference: 'Reference number',
    copy: 'Copy',
    copied: 'Copied',
    askContact: (contact: string): string => sentenceCase(contact),
    mailSubject: (reference: string): string => `Signing in: reference number ${reference}`,
    retry: 'Try again',
    otherAccount: 'Use another account',
    password: 'Sign in with a password',
    connect: 'Connect it with your password',
    startAgainFrom: (app: string): string => `Start again from ${app}`,
    startAgain: 'Start again',
    otherWays: 'Other ways to sign in',
    details: 'Details for the maker of the app',
  },

  apps: {
    heading: phrase`Apps with access`,
    next: 'You have allowed these apps to use health records, or to know who you are. You can end that here.',
    none: 'You have not allowed any app to use health records.',
    knowsYou: 'Knows who you are.',
    what: (kinds: readonly string[]): string => `Uses: ${list.format(kinds)}`,
    knownAs: (fhirUser: string): string => `It knows you as ${fhirUser}.`,
    since: (date: string): string => `Allowed on ${date}.`,
    lastUsed: (date: string): string => `Last used on ${date}.`,
    offline: 'Also when you are not using it.',
    untilSignOut: 'Until you sign out.',
    dormant: 'Not in use at the moment.',
    remembered: 'It does not ask you again until it wants more.',
    end: (app: string): string => `End access of ${app}`,
    ended: (app: string): string => `That access of ${app} has ended.`,
    atOnce:
      'Ending access works at once and cannot be undone. The app may go on for up to an hour where a record system does not ask us.',
    signOut: 'Sign out',
  },

  testSignIn: {
    heading: 'Test a sign-in',
    next: (provider: string): string =>
      `Go on to ${provider}, and sign in there as you always do. You will not be signed in here, and nothing is changed.`,
    shown:
      'The administrator who gave you this address sees what the other side says about you: your name, for example, and your e-mail address.',
    goOn: 'Go on',
  },

  signOut: {
    heading: (organisation: string): Phrase => phrase`Sign out of ${organisation}?`,
    next: (app: string | undefined): string =>
      app
        ? `You will be signed out of ${app} and the other apps you opened here.`
        : 'You will be signed out of the apps you opened here.',
    offline: 'If you allowed an app to go on while you are not using it, it keeps its access.',
    signOut: 'Sign out',
    stay: 'Stay signed in',
  },

  signedOut: {
    heading: phrase`You are signed out`,
    next: 'On a shared computer, also close the browser window.',
  },

  continueByForm: {
    heading: phrase`One more step`,
    next: 'Select the button if this page does not go on by itself.',
    button: 'Continue',
  },
};

/** The shape of a language. */
export type Words = typeof english;
