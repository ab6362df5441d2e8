import { proves } from '../../../test/support/proves.js';
import { permittedScopes } from './known-scopes.js';
import { parseLaunchScope } from './launch-scope.js';

describe('a scope for launch context', () => {
  it.each([
    ['launch/imagingstudy', { resourceType: 'ImagingStudy' }],
    ['launch/questionnaireresponse', { resourceType: 'QuestionnaireResponse' }],
    ['launch/referralrequest', { resourceType: 'ReferralRequest' }],
    ['launch/relatedperson?role=friend', { resourceType: 'RelatedPerson', role: 'friend' }],
    [
      'launch/list?role=https://example.org/roles#at-home',
      { resourceType: 'List', role: 'https://example.org/roles#at-home' },
    ],
    ['launch/list?role=launch', { resourceType: 'List', role: 'launch' }],
    ['launch/patient?role=urn:x:mother', { resourceType: 'Patient', role: 'urn:x:mother' }],
  ])('%s', (text, expected) => {
    expect(parseLaunchScope(text)).toEqual({ text, ...expected });
  });

  it.each([
    'launch',
    'launch/',
    'launch/patient',
    'launch/encounter',
    'launch/patient?role=launch',
    'launch/ImagingStudy',
    'launch/imaging',
    'launch/constructor',
    'launch/imagingstudy/1',
    'launch/imagingstudy?',
    'launch/imagingstudy?role',
    'launch/imagingstudy?role=',
    'launch/list?role=a&role=b',
    'launch/list?roles=a',
    'launch/list?role=a b',
    'xlaunch/list',
  ])('cannot be %s', (text) => {
    proves('BI-99');
    expect(parseLaunchScope(text)).toBeUndefined();
  });

  it('is permitted as it is registered: a type with any role, or a role with only this role', () => {
    const asked = [
      'launch/list',
      'launch/list?role=urn:x:home',
      'launch/list?role=urn:x:ward',
      'launch/goal',
    ];
    expect(permittedScopes(asked, undefined)).toEqual(asked);
    expect(permittedScopes(asked, 'launch/list')).toEqual(asked.slice(0, 3));
    expect(permittedScopes(asked, 'launch/list?role=urn:x:home')).toEqual([asked[1]]);
    expect(permittedScopes(asked, 'launch launch/patient patient/*.rs')).toEqual([]);
  });
});
