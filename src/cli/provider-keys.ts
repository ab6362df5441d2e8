import { Clock } from '#src/clock/clock.js';
import { createPrivateKey, type JsonWebKeyInput } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { KEY_ENCRYPTION_ALGORITHMS, problemOfPrivateKeys } from '#src/crypto/private-keys.js';
import { selfSignedCertificate } from '#src/crypto/self-signed-certificate.js';
import { DomainError } from '#src/errors/domain-error.js';
import { withDraft } from '#src/files/draft.js';
import { refuseExposedFile } from '#src/files/private-files.js';

export interface ProviderKeysOptions {
  signing: string;
  encryption: string;
  certificate?: string;
  add?: boolean;
}

const SIGNATURE_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
] as const;
const CERTIFICATE_YEARS = 2;

/**
 * `wardkey provider keys <file>`: makes a key that signs client assertions, and a key to which an identity provider
 * encrypts. They are written as a JWK Set into a file that only its owner may read. Prints the new public keys, and
 * nothing private.
 */
export async function makeProviderKeys(file: string, options: ProviderKeysOptions): Promise<void> {
  const { signing, encryption, certificate } = options;
  allowed('--signing', signing, SIGNATURE_ALGORITHMS);
  allowed('--encryption', encryption, KEY_ENCRYPTION_ALGORITHMS);
  notThere(certificate);
  if (!options.add) notThere(file);
  const earlier = options.add ? keysIn(file) : [];
  const made = [await newKey('sig', signing), await newKey('enc', encryption)];
  const pem = certificate === undefined ? undefined : certified(made[0]!, new Clock().date());
  // The newest key of each use comes first: this server signs with it, and the identity provider encrypts to it.
  const text = `${JSON.stringify({ keys: [...made, ...earlier] }, undefined, 2)}\n`;
  if (pem !== undefined) writeFileSync(certificate!, pem, { flag: 'wx', flush: true });
  if (options.add) await replace(file, text);
  else writeFileSync(file, text, { flag: 'wx', mode: 0o600, flush: true });
  const files = { file, ...(certificate === undefined ? {} : { certificate }) };
  const keys = [...made, ...earlier].map(({ kid, use, alg }) => ({ kid, use, alg }));
  process.stdout.write(`${JSON.stringify({ ...files, keys })}\n`);
}

async function newKey(use: 'sig' | 'enc', alg: string): Promise<JWK> {
  const options = { extractable: true, modulusLength: 3072 };
  const jwk = await exportJWK((await generateKeyPair(alg, options)).privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use, alg };
}

/** Makes a certificate of the key and adds its thumbprint to the key, by which the certificate is found. */
function certified(key: JWK, from: Date): string {
  const until = new Date(from);
  until.setUTCFullYear(from.getUTCFullYear() + CERTIFICATE_YEARS);
  const opened = createPrivateKey({ key, format: 'jwk' } as JsonWebKeyInput);
  const { pem, x5c, thumbprint } = selfSignedCertificate(opened, { name: 'Wardkey', from, until });
  Object.assign(key, { x5c: [x5c], 'x5t#S256': thumbprint });
  return pem;
}

function keysIn(file: string): JWK[] {
  refuseExposedFile(file, { group: true });
  const text = readFileSync(file, 'utf8');
  if (['sig', 'enc'].every((use) => problemOfPrivateKeys(use as 'sig' | 'enc', text) !== undefined))
    throw new DomainError({
      code: 'no_keys',
      message: `${file} contains no private keys, so --add cannot add keys to it.`,
    });
  const value = JSON.parse(text) as JWK | { keys: JWK[] };
  return 'keys' in value ? (value.keys as JWK[]) : [value];
}

function allowed(option: string, value: string, values: readonly string[]): void {
  if (!values.includes(value))
    throw new DomainError({
      code: 'unknown_algorithm',
      message: `${option} must be one of ${values.join(', ')}.`,
    });
}

function notThere(file: string | undefined): void {
  if (file !== undefined && existsSync(file))
    throw new DomainError({
      code: 'file_exists',
      message: `${file} exists already and was not changed. Choose another name, or use --add to add new keys to the file.`,
    });
}

/** Replaces the file in one step, so that it is never half written. */
function replace(file: string, text: string): Promise<void> {
  return withDraft(file, async (draft) => {
    writeFileSync(draft, text, { flag: 'wx', mode: 0o600, flush: true });
    renameSync(draft, file);
  });
}
