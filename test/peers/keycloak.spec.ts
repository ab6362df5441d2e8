import { decodeJwt } from 'jose';
import { freePort, type Hospital, startHospital } from '../support/hospital.js';
import { RelyingParty, relyingParty } from '../support/relying-party.js';
import { newBrowser, walkThrough } from '../support/smart-app.js';
import { hasJava, NO_JAVA } from './support/java.js';
import { type Keycloak, KEYCLOAK_CLIENT, type KeycloakPerson, startKeycloak } from './support/keycloak.js';

const describeWithJava = hasJava ? describe : describe.skip;
if (!hasJava) console.warn(`Skipped: ${NO_JAVA}`);

const MARIA: KeycloakPerson = {
  username: 'maria',
  firstName: 'Maria',
  lastName: 'Lindqvist',
  email: 'maria.lindqvist@harbour.example',
  employeeid: 'S10234',
  groups: ['Ward 4'],
};
/** In no group at all. */
const WEI: KeycloakPerson = {
  username: 'wei.chen',
  firstName: 'Wei',
  lastName: 'Chen',
  email: 'wei.chen@harbour.example',
  employeeid: 'S10311',
};

describeWithJava('signing in at Keycloak', () => {
  let keycloak: Keycloak;
  let hospital: Hospital;

  beforeAll(async () => {
    const port = await freePort();
    keycloak = await startKeycloak(`http://127.0.0.1:${port}`, [MARIA, WEI]);
    hospital = await startHospital({
      port,
      configure: (configuration) => {
        configuration.scopes = [{ name: 'groups', claims: ['groups'] }];
        configuration.clients.push(relyingParty('portal', { idTokenClaims: ['name', 'groups'] }));
        const [standIn] = configuration.externalIdentityProviders.identityProvider;
        configuration.externalIdentityProviders.identityProvider = [
          {
            ...KEYCLOAK_CLIENT,
            scheme: 'keycloak',
            kind: 'keycloak',
            authority: keycloak.issuer,
            allowAutoProvision: true,
            logoutMethod: 'singleSignout',
            userClaimsFromIdToken: [{ key: 'groups' }],
            fhirUserLookupClaimsMapping: standIn.fhirUserLookupClaimsMapping,
          },
        ];
      },
    });
  });
  afterAll(async () => {
    await hospital?.close();
    await keycloak?.close();
  });

  /** The whole way to the tokens of a service. */
  async function tokensOf(username: string, browser = newBrowser()) {
    const rp = new RelyingParty(hospital, 'portal', browser);
    const there = await rp.ask({ scope: 'openid profile email groups fhirUser' });
    expect(there.url).toContain(keycloak.issuer);
    const here = await keycloak.signIn(browser, there, username);
    const { code } = rp.app.answer(await walkThrough(browser, here, { username: '' }));
    const { body } = await rp.redeem(code!);
    return { rp, browser, body, userinfo: (await rp.userinfo(body.access_token)).body };
  }

  it('finds the person, keeps the profile, and passes on groups', async () => {
    const { body, userinfo } = await tokensOf('maria');
    expect(userinfo).toMatchObject({
      name: 'Maria Lindqvist',
      given_name: 'Maria',
      family_name: 'Lindqvist',
      preferred_username: 'maria',
      email: MARIA.email,
      email_verified: true,
      groups: ['Ward 4'],
      fhirUser: `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
    });
    expect(decodeJwt(body.id_token)).toMatchObject({ name: 'Maria Lindqvist', groups: ['Ward 4'] });
  });
});
