import { type Organization } from '@medplum/fhirtypes';
import { HOSPITAL_NAME } from '../../people.js';

export const ORGANIZATION = { reference: 'Organization/harbour-general', display: HOSPITAL_NAME };

/** The hospital. */
export const organization = (): Organization => ({
  resourceType: 'Organization',
  id: 'harbour-general',
  active: true,
  name: HOSPITAL_NAME,
  telecom: [{ system: 'phone', value: '+31 10 555 0100', use: 'work' }],
  address: [{ line: ['Havenkade 1'], city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' }],
});
