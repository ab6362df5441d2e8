import { exportJWK, generateKeyPair } from 'jose';

/** Where the apps are registered to return to. Browsers stop before it. */
export const CALLBACK = 'https://app.hospital.example/callback';
export const CONNECTIONS = 16;
/** Where Wardkey has its endpoints, and the bare engine too. */
export const PATHS = {
  authorize: '/authorize',
  token: '/token',
  introspect: '/introspect',
  jwks: '/jwks',
  discovery: '/.well-known/openid-configuration',
};

/** What people allow an app, and what a service gets for itself. */
export const CLINICAL_SCOPE = 'user/Patient.rs user/Observation.rs';
export const APP_SCOPE = `openid fhirUser offline_access ${CLINICAL_SCOPE}`;
export const SERVICE_SCOPE = 'system/Patient.rs';

/** The clients that all servers know. */
export const APP = { id: 'chart' };
export const PORTAL = { id: 'portal', secret: 'the-portals-own-client-secret' };
export const FHIR_SERVER = { id: 'fhir-server', secret: 'the-fhir-servers-own-secret' };
export const SERVICE = { id: 'nightly', secret: 'the-secret-of-the-nightly-report' };

export const basic = ({ id, secret }) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

/** The services that sign assertions, one for each algorithm that SMART names. */
export async function assertionSigners() {
  return Promise.all(
    ['RS384', 'ES384'].map(async (alg) => {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...(await exportJWK(publicKey)), kid: `${alg}-key`, alg, use: 'sig' };
      return { id: `nightly-${alg.toLowerCase()}`, alg, kid: jwk.kid, privateKey, jwks: { keys: [jwk] } };
    }),
  );
}
