import { grantsFor, parseScopes, type Permission, type TokenContext } from './scopes.js';

const BASE = 'http://127.0.0.1:3002/fhir/r4';

describe('parseScopes', () => {
  it.each([
    ['patient/Observation.rs', 'patient', 'Observation', 'rs'],
    ['user/*.cruds', 'user', '*', 'cruds'],
    ['system/Patient.s', 'system', 'Patient', 's'],
    ['patient/Patient.read', 'patient', 'Patient', 'rs'],
    ['user/Condition.write', 'user', 'Condition', 'cud'],
    ['patient/*.*', 'patient', '*', 'cruds'],
  ])('%s', (text, level, resourceType, permissions) => {
    expect(parseScopes(text)).toEqual([{ level, resourceType, permissions, filters: [] }]);
  });

  it('reads the search parameters of a scope', () => {
    expect(
      parseScopes('patient/Observation.rs?category=http://x|laboratory&status=final')[0]?.filters,
    ).toEqual([
      ['category', 'http://x|laboratory'],
      ['status', 'final'],
    ]);
  });

  it.each([
    'patient/Observation.sr',
    'patient/Observation.',
    'patient/observation.r',
    'launch/patient',
    'openid',
  ])('%s grants nothing', (text) => expect(parseScopes(text)).toEqual([]));
});

describe('grantsFor', () => {
  const grants = (more: Partial<TokenContext>, type = 'Observation', permission: Permission = 'r') =>
    grantsFor({ sub: 'someone', client_id: 'app', scope: '', ...more }, type, permission, BASE);
  const all = [{ filters: [] }];

  it('keeps patient/ scopes to the patient in context', () => {
    expect(grants({ scope: 'patient/*.rs', patient: '7' })).toEqual([{ patient: '7', filters: [] }]);
    expect(grants({ scope: 'patient/*.rs' })).toEqual([]);
    expect(grants({ scope: 'patient/Observation.s', patient: '7' })).toEqual([]);
    expect(grants({ scope: 'patient/Condition.rs', patient: '7' })).toEqual([]);
  });

  it('gives user/ scopes what the person may see', () => {
    const scope = 'user/Observation.rs';
    expect(grants({ scope, fhirUser: 'Practitioner/9' })).toEqual(all);
    expect(grants({ scope, fhirUser: `${BASE}/Practitioner/9` })).toEqual(all);
    expect(grants({ scope, fhirUser: 'Patient/7' })).toEqual([{ patient: '7', filters: [] }]);
    expect(grants({ scope })).toEqual([]);
    expect(grants({ scope, fhirUser: 'https://elsewhere.example/fhir/Practitioner/9' })).toEqual([]);
    expect(grants({ scope, fhirUser: 'RelatedPerson/9' })).toEqual([]);
  });

  it('gives system/ scopes only to a client that acts for itself', () => {
    const scope = 'system/*.rs';
    expect(grants({ scope, sub: 'app' })).toEqual(all);
    expect(grants({ scope })).toEqual([]);
  });

  it('adds scopes up, and each scope keeps its own filters', () => {
    const scope = 'patient/Observation.rs?category=a patient/Observation.r?category=b';
    expect(grants({ scope, patient: '7' })).toEqual([
      { patient: '7', filters: [['category', 'a']] },
      { patient: '7', filters: [['category', 'b']] },
    ]);
  });

  it('lets an app read the resource of the person who is signed in, and nothing else', () => {
    const token = { scope: 'openid fhirUser', fhirUser: `${BASE}/Practitioner/9` };
    expect(grants(token, 'Practitioner')).toEqual([{ id: '9', filters: [] }]);
    expect(grants(token, 'Practitioner', 's')).toEqual([]);
    expect(grants(token, 'Patient')).toEqual([]);
    expect(grants({ ...token, scope: 'openid' }, 'Practitioner')).toEqual([]);
  });
});
