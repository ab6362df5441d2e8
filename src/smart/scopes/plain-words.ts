import { parseSmartScope, type Action, type SmartScope } from './smart-scope.js';

/** What may be done, as people say it. */
export type Verb = 'read' | 'search' | 'add' | 'change' | 'delete';

/** A scope as a person reads it. */
export interface ScopeInWords {
  scope: string;
  /** What it is about: "Conditions". */
  title: string;
  access: Verb[];
  /** Whose data: the patient in context, or everybody the person may see. */
  reach: 'patient' | 'everyone';
  /** The part of it, when it is narrowed. */
  detail?: string;
  /** A wildcard: everything, now and in the future. */
  everything: boolean;
}

const TITLES: Record<string, string> = {
  AllergyIntolerance: 'Allergies',
  Appointment: 'Appointments',
  CarePlan: 'Care plans',
  CareTeam: 'Care team',
  Condition: 'Conditions',
  Coverage: 'Insurance',
  Device: 'Medical devices',
  DiagnosticReport: 'Test reports',
  DocumentReference: 'Documents',
  Encounter: 'Visits and admissions',
  Goal: 'Goals',
  Immunization: 'Vaccinations',
  Location: 'Locations',
  Medication: 'Medicines',
  MedicationAdministration: 'Medicines given',
  MedicationDispense: 'Medicines dispensed',
  MedicationRequest: 'Medications',
  Observation: 'Measurements and results',
  Organization: 'Organisations',
  Patient: 'Name, birth date and contact details',
  Practitioner: 'Care professionals',
  PractitionerRole: 'Roles of care professionals',
  Procedure: 'Procedures',
  Provenance: 'Where records come from',
  QuestionnaireResponse: 'Questionnaires',
  RelatedPerson: 'Relatives and representatives',
  ServiceRequest: 'Orders and referrals',
};

const CATEGORIES: Record<string, string> = {
  laboratory: 'laboratory results',
  'vital-signs': 'vital signs',
  'social-history': 'social history',
  survey: 'questionnaires and surveys',
  sdoh: 'living circumstances',
  'clinical-test': 'clinical tests',
  'problem-list-item': 'the problem list',
  'encounter-diagnosis': 'diagnoses of visits',
  'health-concern': 'health concerns',
};

const VERBS: Array<[Action, Verb]> = [
  ['r', 'read'],
  ['s', 'search'],
  ['c', 'add'],
  ['u', 'change'],
  ['d', 'delete'],
];

/** Puts a clinical scope into plain words; other scopes have lines of their own on the page. */
export function scopeInWords(text: string): ScopeInWords | undefined {
  const scope = parseSmartScope(text);
  if (!scope) return undefined;
  const everything = scope.resourceType === '*';
  const detail = narrowing(scope);
  return {
    scope: text,
    title: everything ? 'The whole record' : (TITLES[scope.resourceType] ?? spaced(scope.resourceType)),
    access: VERBS.filter(([action]) => scope.actions.has(action)).map(([, verb]) => verb),
    reach: scope.level === 'patient' ? 'patient' : 'everyone',
    ...(detail ? { detail } : {}),
    everything,
  };
}

function narrowing(scope: SmartScope): string | undefined {
  if (scope.query === undefined) return undefined;
  return `Only ${categoryInWords(scope.query) ?? `where ${scope.query}`}`;
}

/** Words for a single category; whatever else a query says must be read as it stands. */
function categoryInWords(query: string): string | undefined {
  const [parameter, ...others] = [...new URLSearchParams(query)];
  if (parameter?.[0] !== 'category' || others.length > 0 || parameter[1].includes(',')) return undefined;
  const code = parameter[1].split('|').at(-1)!;
  return Object.hasOwn(CATEGORIES, code) ? CATEGORIES[code] : undefined;
}

function spaced(resourceType: string): string {
  return resourceType.replace(
    /([a-z])([A-Z])/g,
    (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}
