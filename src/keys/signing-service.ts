import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import type { SigningServiceSettings } from '#src/config/settings/signing-keys.settings.js';
import { type Counterpart, Egress, type EgressLimits } from '#src/http/outgoing/egress.js';
import { SigningServiceError } from './errors.js';
import { type ExternalKey, ExternalSigner } from './external-signer.js';
import type { KeyAlgorithm } from './signing-key.entity.js';

/** A signature waits in the middle of a request, so the service must be fast. It is never left alone for a while. */
const LIMITS: EgressLimits = { timeoutMs: 3_000, maxBytes: 16 * 1024, atOnce: 500 };
const NAME = /^[\x21-\x7e]{1,512}$/;
const BASE64URL = /^[\w-]{1,2048}$/;

/**
 * Signs by HTTP, with two requests:
 *
 * - `POST <url>/keys {"alg"}` makes a key: `{"name", "publicJwk"}`.
 * - `POST <url>/sign {"name", "alg", "data"}` signs: `{"signature"}`; `data` and `signature` in base64url.
 */
@Injectable()
export class SigningService extends ExternalSigner {
  private readonly counterpart: Counterpart;

  constructor(
    private readonly settings: SigningServiceSettings,
    private readonly egress: Egress,
  ) {
    super();
    this.counterpart = { purpose: 'signing-service', owner: settings.url, givenBy: 'operator' };
  }

  async make(alg: KeyAlgorithm): Promise<ExternalKey> {
    const { name, publicJwk } = await this.post('keys', { alg });
    if (typeof name !== 'string' || !NAME.test(name))
      throw new SigningServiceError('the answer to /keys has no name of 1 to 512 characters without spaces');
    if (!isPublicJwk(publicJwk, alg))
      throw new SigningServiceError(`the answer to /keys has no public key for ${alg} as publicJwk`);
    return { name, publicJwk };
  }

  async sign(name: string, alg: KeyAlgorithm, data: Uint8Array): Promise<Uint8Array> {
    const { signature } = await this.post('sign', {
      name,
      alg,
      data: Buffer.from(data).toString('base64url'),
    });
    if (typeof signature !== 'string' || !BASE64URL.test(signature))
      throw new SigningServiceError('the answer to /sign has no signature in base64url');
    return Buffer.from(signature, 'base64url');
  }

  private async post(path: string, body: object): Promise<Record<string, unknown>> {
    const { url, token } = this.settings;
    const address = `${url.replace(/\/$/, '')}/${path}`;
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    try {
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      const { status, text } = await this.egress.request(address, this.counterpart, sent, LIMITS);
      if (status !== 200) throw new Error(`HTTP ${status}`);
      return objectIn(text);
    } catch (cause) {
      throw new SigningServiceError(`no usable answer to /${path}`, cause);
    }
  }
}

/** Hides the parser’s error message, because it quotes the text. */
function objectIn(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('not JSON');
  }
  if (typeof value !== 'object' || value === null) throw new Error('not a JSON object');
  return value as Record<string, unknown>;
}

function isPublicJwk(value: unknown, alg: KeyAlgorithm): value is JWK {
  if (typeof value !== 'object' || value === null || 'd' in value) return false;
  const { kty, crv } = value as JWK;
  return alg === 'RS256' ? kty === 'RSA' : kty === 'EC' && crv === 'P-256';
}
