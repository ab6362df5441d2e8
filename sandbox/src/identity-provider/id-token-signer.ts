import { generateKeyPair, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';

/** How {@link SignIdToken} signs. */
export interface SignOptions {
  /** Default RS256. HS256/384/512 sign with the client's secret (`own`) or with random bytes (`foreign`). */
  alg?: string;
  /** Default: the id of the published key, also when the key is foreign. */
  kid?: string;
  /** `own` is the published key. `foreign` is a key that is not published. */
  key?: 'own' | 'foreign';
  /** Further header parameters; undefined removes one. */
  header?: Record<string, unknown>;
}

/**
 * Makes a compact JWT of exactly these claims. The signer adds nothing, so a test may leave out or change each claim.
 */
export type SignIdToken = (claims: JWTPayload, options?: SignOptions) => Promise<string>;

/** The signing keys of one identity provider. */
export interface IdTokenKeys {
  /** Private JWK, for the engine's key set. */
  ownJwk: JWK;
  signFor(clientSecret: string): SignIdToken;
}

/** Makes new RSA keys: one that is published, and one that is not. */
export async function generateIdTokenKeys(): Promise<IdTokenKeys> {
  const own = await newKey();
  const kid = randomUUID();
  let foreign: Promise<KeyObject> | undefined;
  const foreignKey = () => (foreign ??= newKey());

  return {
    ownJwk: { ...(await exportJWK(own)), kid, use: 'sig', alg: 'RS256' },
    signFor: (clientSecret) => async (claims, options) => {
      const alg = options?.alg ?? 'RS256';
      const isForeign = options?.key === 'foreign';
      const key = alg.startsWith('HS')
        ? isForeign
          ? randomBytes(32)
          : Buffer.from(clientSecret)
        : isForeign
          ? await foreignKey()
          : own;
      const header = withoutUndefined({ alg, typ: 'JWT', kid: options?.kid ?? kid, ...options?.header });
      return new SignJWT(claims).setProtectedHeader(header as JWTHeaderParameters).sign(key);
    },
  };
}

const newKey = async () => (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;

const withoutUndefined = (header: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(header).filter(([, value]) => value !== undefined));
