import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { SERVICE_SCOPE } from '../world.mjs';

/** The form with which a service that signs assertions gets a token. It is good for one use. */
export async function assertionForm({ id, alg, kid, privateKey }, { origin, paths }) {
  const assertion = await new SignJWT({ iss: id, sub: id, aud: origin + paths.token, jti: randomUUID() })
    .setProtectedHeader({ alg, kid, typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('290s')
    .sign(privateKey);
  return {
    grant_type: 'client_credentials',
    scope: SERVICE_SCOPE,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}
