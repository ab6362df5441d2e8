import type { PatientColumn, PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import type { FhirResource } from '#src/fhir-client/fhir-clients.js';

/** One fact about a patient: its kind, and what the record says. */
export interface PatientFact {
  kind: Exclude<PatientColumn, 'name' | 'birthDate'>;
  /** As FHIR has it. Empty for a death without a date. */
  value: string;
}

/** A patient as the pages show one: enough to distinguish two people, and no more. */
export interface PatientSummary {
  id: string;
  name: string;
  /** ISO 8601, as FHIR gives it. */
  birthDate?: string;
  /** In the order of the settings. What the record does not contain is left out. */
  facts: PatientFact[];
}

const SEXES: unknown[] = ['female', 'male', 'other', 'unknown'];
/** The longest text from a record, so that none fills the page. */
const LONGEST = 200;

type Element = Record<string, unknown>;

/** Reads from a Patient resource what the settings want to show. */
export function summarise(
  resource: FhirResource,
  { columns, identifiers }: PatientPickerSettings,
): PatientSummary {
  const facts = columns.flatMap((kind): PatientFact[] => {
    if (kind === 'name' || kind === 'birthDate') return [];
    const values = kind === 'identifier' ? numbersOf(resource, identifiers) : [READERS[kind](resource)];
    return values.flatMap((value) => (value === undefined ? [] : [{ kind, value }]));
  });
  return { id: resource.id as string, name: nameOf(resource), birthDate: text(resource.birthDate), facts };
}

const READERS: Record<
  Exclude<PatientFact['kind'], 'identifier'>,
  (resource: FhirResource) => string | undefined
> = {
  sex: ({ gender }) => (SEXES.includes(gender) ? (gender as string) : undefined),
  address: ({ address }) => inUse(address).map(addressText).find(Boolean),
  telephone: ({ telecom }) =>
    inUse(telecom)
      .filter(({ system }) => system === 'phone')
      .map(({ value }) => text(value))
      .find(Boolean),
  generalPractitioner: ({ generalPractitioner }) =>
    list(generalPractitioner)
      .map(({ display }) => text(display))
      .find(Boolean),
  managingOrganization: ({ managingOrganization }) => text((managingOrganization as Element | null)?.display),
  deceased: ({ deceasedBoolean, deceasedDateTime }) =>
    text(deceasedDateTime)?.slice(0, 10) ?? (deceasedBoolean === true ? '' : undefined),
};

/**
 * The numbers that the settings name, with their labels. Without settings, the number that people most probably know.
 */
function numbersOf(resource: FhirResource, wanted: PatientPickerSettings['identifiers']): string[] {
  const identifiers = list(resource.identifier).filter(({ value }) => text(value) !== undefined);
  if (wanted.length > 0) {
    return wanted.flatMap(({ system, label }) =>
      inUse(identifiers)
        .filter((identifier) => identifier.system === system)
        .map(({ value }) => `${label} ${text(value)}`),
    );
  }
  const codes = (identifier: Element) =>
    list((identifier.type as Element | undefined)?.coding).map(({ code }) => code);
  const chosen = identifiers.find((identifier) => codes(identifier).includes('MR')) ?? identifiers[0];
  if (!chosen) return [];
  return [codes(chosen).includes('MR') ? `MRN ${text(chosen.value)}` : text(chosen.value)!];
}

function nameOf(resource: FhirResource): string {
  const names = list(resource.name);
  const name = names.find((one) => one.use === 'official') ?? names[0];
  if (!name) return 'Name not recorded';
  const given = Array.isArray(name.given) ? name.given.filter((part) => typeof part === 'string') : [];
  const parts = [...given, typeof name.family === 'string' ? name.family : ''].filter(Boolean);
  if (parts.length > 0) return parts.join(' ');
  return text(name.text) ?? 'Name not recorded';
}

function addressText({ line, postalCode, city, text: written }: Element): string | undefined {
  const lines = Array.isArray(line) ? line.map(text) : [];
  const place = [text(postalCode), text(city)].filter(Boolean).join(' ');
  const parts = [...lines, place].filter(Boolean);
  return parts.length > 0 ? text(parts.join(', ')) : text(written);
}

/** Leaves out what the record keeps only as history. */
function inUse(elements: unknown): Element[] {
  return list(elements).filter(({ use }) => use !== 'old');
}

function list(value: unknown): Element[] {
  return Array.isArray(value)
    ? value.filter((one): one is Element => typeof one === 'object' && one !== null)
    : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, LONGEST) : undefined;
}
