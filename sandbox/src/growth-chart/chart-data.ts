import {
  type AllergyIntolerance,
  type Bundle,
  type Condition,
  type MedicationRequest,
  type Observation,
  type Patient,
  type Practitioner,
  type Resource,
} from '@medplum/fhirtypes';
import { mayRead } from './granted-scopes.js';
import { type SmartClient } from './smart-client.js';

/** Data, or the reason why there is none: the person did not share it, or the FHIR server did not give it. */
export type Shared<T> = { data: T } | { missing: 'not shared' | 'unavailable' };

/** Everything on the chart page that comes from the FHIR server. */
export interface ChartData {
  patient: Shared<Patient>;
  growth: Shared<Observation[]>;
  laboratory: Shared<Observation[]>;
  problems: Shared<Condition[]>;
  allergies: Shared<AllergyIntolerance[]>;
  medications: Shared<MedicationRequest[]>;
  /** The signed-in person's own resource, and the reference to it. */
  user: Shared<Patient | Practitioner>;
  fhirUser: string | null;
}

const VITAL_SIGNS = 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
const LABORATORY = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

/** Reads a patient's chart with the app's access token. When one part fails, the other parts are still shown. */
export async function readChart(client: SmartClient): Promise<ChartData> {
  const scope = client.state.tokenResponse.scope ?? '';
  const patientId = client.patient.id ?? '';
  const search = async <T extends Resource>(type: T['resourceType'], query: Record<string, string> = {}) => {
    if (!mayRead(scope, type, query.category)) return { missing: 'not shared' as const };
    const parameters = new URLSearchParams({ patient: patientId, _count: '200', ...query });
    const bundle = await shared(client.request<Bundle<T>>(`${type}?${parameters.toString()}`));
    if ('missing' in bundle) return bundle;
    return { data: bundle.data.entry?.flatMap(({ resource }) => (resource ? [resource] : [])) ?? [] };
  };
  const { fhirUser } = client.user;
  const [patient, growth, laboratory, problems, allergies, medications, user] = await Promise.all([
    mayRead(scope, 'Patient')
      ? shared(client.request<Patient>(`Patient/${patientId}`))
      : { missing: 'not shared' as const },
    search<Observation>('Observation', { category: VITAL_SIGNS, _sort: 'date' }),
    search<Observation>('Observation', { category: LABORATORY, _sort: '-date' }),
    search<Condition>('Condition', { category: 'problem-list-item' }),
    search<AllergyIntolerance>('AllergyIntolerance'),
    search<MedicationRequest>('MedicationRequest', { status: 'active' }),
    fhirUser ? shared(client.request<Patient | Practitioner>(fhirUser)) : { missing: 'not shared' as const },
  ]);
  return { patient, growth, laboratory, problems, allergies, medications, user, fhirUser };
}

async function shared<T>(answer: Promise<T>): Promise<Shared<T>> {
  try {
    return { data: await answer };
  } catch (error) {
    const { status } = error as { status?: number };
    // When the whole access has ended, the person is told so once, not in every section.
    if (status === 401 || status === undefined) throw error;
    return { missing: status === 403 ? 'not shared' : 'unavailable' };
  }
}
