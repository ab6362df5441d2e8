import { proves } from '../../test/support/proves.js';
import { isFhirId } from './fhir-id.js';

it.each(['1', 'p-1.x', 'A', '...', '0b6de9a1-5c3f-4a27-9e84-71f2c6d8b035', 'a'.repeat(64)])(
  '%s is an id',
  (id) => {
    expect(isFhirId(id)).toBe(true);
  },
);

it.each([undefined, null, 1, '', '.', '..', 'a b', 'a/b', 'a_b', 'a\n', 'ä', 'a'.repeat(65), ['a'], {}])(
  '%j is not an id',
  (id) => {
    proves('BI-57 BI-69');
    expect(isFhirId(id)).toBe(false);
  },
);
