import { categoryInWords, type NarrowerScope, partsOf } from './categories.js';
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
  /** What may be allowed instead of all of it. */
  parts: NarrowerScope[];
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
  Media: 'Pictures and recordings',
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
    title: everything ? 'The whole record' : resourceInWords(scope.resourceType),
    access: VERBS.filter(([action]) => scope.actions.has(action)).map(([, verb]) => verb),
    reach: scope.level === 'patient' ? 'patient' : 'everyone',
    ...(detail ? { detail } : {}),
    everything,
    parts: partsOf(text),
  };
}

/** What people call a resource type. */
export function resourceInWords(resourceType: string): string {
  return TITLES[resourceType] ?? spaced(resourceType);
}

function narrowing({ resourceType, query }: SmartScope): string | undefined {
  if (query === undefined) return undefined;
  return `Only ${onlyCategory(resourceType, query) ?? `where ${query}`}`;
}

/** Words for a single category; whatever else a query says must be read as it stands. */
function onlyCategory(resourceType: string, query: string): string | undefined {
  const [parameter, ...others] = [...new URLSearchParams(query)];
  if (parameter?.[0] !== 'category' || others.length > 0 || parameter[1].includes(',')) return undefined;
  return categoryInWords(resourceType, parameter[1].split('|').at(-1)!);
}

function spaced(resourceType: string): string {
  return resourceType.replace(
    /([a-z])([A-Z])/g,
    (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}
