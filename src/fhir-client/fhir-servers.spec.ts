import { Settings } from '#src/config/settings/settings.js';
import { FhirServerSettings } from '#src/config/settings/fhir-server.settings.js';
import { proves } from '../../test/support/proves.js';
import { FhirServers } from './fhir-servers.js';

function servers(...list: Array<Partial<FhirServerSettings>>): FhirServers {
  const settings = new Settings();
  settings.fhirServers = list.map((one) => Object.assign(new FhirServerSettings(), one));
  return new FhirServers(settings);
}

const a = { name: 'a', baseUrl: 'https://a.test/r4/' };
const b = { name: 'b', baseUrl: 'https://b.test/r4' };

describe('the FHIR servers', () => {
  it.each([
    ['none', [], undefined],
    ['one', [a], 'a'],
    ['two of which none is marked: the server does not guess', [a, b], undefined],
    ['two of which one is marked', [a, { ...b, default: true }], 'b'],
  ])('the default among %s', (_which, list, name) => {
    expect(servers(...list).default?.name).toBe(name);
  });

  it.each([
    'https://a.test/r4',
    'https://a.test/r4/',
    'https://A.test/r4',
    'HTTPS://a.test/r4',
    'https://a.test:443/r4/',
  ])('%s is the base URL of server a', (url) => {
    proves('BI-112');
    expect(servers(a, b).at(url)).toMatchObject({ name: 'a', baseUrl: 'https://a.test/r4' });
  });

  it.each([
    'https://a.test/r4//',
    'https://a.test/./r4',
    'https://a.test/%724',
    'https://a.test/R4',
    'http://a.test/r4',
    'https://a.test:8443/r4',
    'https://a.test/r4?x',
    'https://a.test/r4#x',
    'https://a.test/r4/Patient',
    'https://a.test',
    '',
  ])('%j is the base URL of no server', (url) => {
    proves('TM-32 BI-112');
    expect(servers(a, b).at(url)).toBeUndefined();
  });
});
