import { type Hospital, startHospital } from '../support/hospital.js';
import { SmartApp } from '../support/smart-app.js';

/** As behind a proxy that ends TLS: the issuer is https, and the connection is plain HTTP. */
describe('an https issuer on a plain connection', () => {
  const ISSUER = 'https://auth.example';
  let hospital: Hospital;

  beforeAll(async () => {
    hospital = await startHospital({ configure: (configuration) => (configuration.issuer = ISSUER) });
  });
  afterAll(() => hospital.close());

  it.each([
    ['as it comes', {}],
    ['with the headers of a stranger', { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example' }],
  ])('gives cookies for https only, and its own addresses: %s', async (_what, headers) => {
    const request = new URL(new SmartApp(hospital).authorizationUrl());
    const answer = await fetch(request, { redirect: 'manual', headers });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^(https:\/\/auth\.example)?\/interaction\//);
    const cookies = answer.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/;\s*secure/i);
    const discovery = await fetch(`${hospital.issuer}/.well-known/openid-configuration`, { headers });
    const { token_endpoint: token } = (await discovery.json()) as { token_endpoint: string };
    expect(token).toBe(`${ISSUER}/token`);
  });
});
