import { type Resource } from '@medplum/fhirtypes';
import { allergies } from './allergies.js';
import { conditions } from './conditions.js';
import { encounters } from './encounters.js';
import { growth } from './growth.js';
import { laboratory } from './laboratory.js';
import { medicationRequests } from './medication-requests.js';
import { organization } from './organization.js';
import { patients } from './patients.js';
import { practitioners } from './practitioners.js';
import { adultVitalSigns } from './vital-signs.js';

/** The records of Harbour General Hospital. Each call makes new objects. */
export function seedResources(): Resource[] {
  return [
    organization(),
    ...practitioners(),
    ...patients(),
    ...encounters(),
    ...conditions(),
    ...allergies(),
    ...medicationRequests(),
    ...growth(),
    ...adultVitalSigns(),
    ...laboratory(),
  ];
}
