import { Logger } from '@nestjs/common';
import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWK,
  type JWSHeaderParameters,
  type LocalJWKSet,
} from 'jose';
import { errorForLog } from '#src/errors/domain-error.js';
import { type Counterpart, type Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/egress.js';
import { FederationError, noUsableAnswer } from './errors.js';

const FRESH_FOR_MS = 10 * 60_000;
/** Keys that cannot be read anew are used this long; a provider whose key set is away for longer is away. */
const KEPT_FOR_MS = 24 * 60 * 60_000;
/** Between two attempts while reading fails, and between two readings because a token names a key that is not there. */
const PAUSE_MS = 60_000;
/** No provider publishes more; looking through thousands for every token would keep us busy. */
const MAX_KEYS = 100;

interface KeySet {
  find: LocalJWKSet;
  readAt: number;
}

/** The signing keys of one provider, as it publishes them (RFC 7517). */
export class ProviderKeySet {
  private readonly log = new Logger('Federation');
  private kept: KeySet | undefined;
  private reading: Promise<KeySet> | undefined;
  private nextAttempt = 0;
  private nextReadingForUnknown = 0;

  constructor(
    private readonly uri: string,
    private readonly counterpart: Counterpart,
    private readonly egress: Egress,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The key a token was signed with. A provider may sign with a key it published a moment ago: one that is not there is
   * looked for once more, by all tokens that name it together, and then not again for a minute.
   *
   * @throws FederationError when there are no keys to be had, and jose’s errors when none or several fit.
   */
  find = async (header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> => {
    const keys = await this.current();
    try {
      return await keys.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const newer = await this.readForUnknown(keys);
      if (!newer) throw error;
      return newer.find(header, token);
    }
  };

  private async current(): Promise<KeySet> {
    const { kept } = this;
    if (!kept) return this.read();
    const age = this.now() - kept.readAt;
    if (age < FRESH_FOR_MS) return kept;
    if (age < KEPT_FOR_MS && this.now() < this.nextAttempt) return kept;
    try {
      return await this.read();
    } catch (error) {
      if (age >= KEPT_FOR_MS) throw error;
      this.nextAttempt = this.now() + PAUSE_MS;
      this.log.error(
        `the key set at ${this.uri} cannot be read, the one before is used: ${errorForLog(error)}`,
      );
      return kept;
    }
  }

  /** @returns keys that were read after `seen`, if there may be any. */
  private async readForUnknown(seen: KeySet): Promise<KeySet | undefined> {
    if (this.reading) return this.reading;
    if (this.kept !== seen) return this.kept;
    if (this.now() < this.nextReadingForUnknown) return undefined;
    this.nextReadingForUnknown = this.now() + PAUSE_MS;
    return this.read().catch((error: unknown) => {
      this.log.error(`the key set at ${this.uri} cannot be read: ${errorForLog(error)}`);
      return undefined;
    });
  }

  private read(): Promise<KeySet> {
    this.reading ??= this.fetch().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async fetch(): Promise<KeySet> {
    const headers = { accept: 'application/jwk-set+json, application/json' };
    const response = await this.egress
      .request(this.uri, this.counterpart, { headers }, IDENTITY_PROVIDER_LIMITS)
      .catch((cause: unknown) => {
        throw noUsableAnswer('id_token_verify', 'the key set cannot be read', cause);
      });
    if (response.status !== 200) throw unusable(`the key set answered ${response.status}`);
    this.kept = { find: createLocalJWKSet({ keys: this.usableKeys(response.text) }), readAt: this.now() };
    return this.kept;
  }

  private usableKeys(text: string): JWK[] {
    const keys = keysIn(text);
    if (!keys) throw unusable('the key set is not one');
    if (keys.length > MAX_KEYS) throw unusable(`the key set has ${keys.length} keys`);
    const usable = keys.filter((key) => this.isUsable(key));
    if (usable.length === 0) throw unusable('the key set has no usable key');
    return usable;
  }

  private isUsable(key: JWK): boolean {
    if (
      typeof key !== 'object' ||
      key === null ||
      (key.kty !== 'RSA' && key.kty !== 'EC' && key.kty !== 'OKP')
    )
      return false;
    // With an exponent of one every message is its own signature.
    if (key.kty === 'RSA' && /^A*Q?=*$/.test(key.e ?? '')) return false;
    if (key.d === undefined) return true;
    // Whoever reads the key set can sign in as anybody with it.
    this.log.error(`the key set at ${this.uri} publishes a private key, which is not used: ${key.kid ?? ''}`);
    return false;
  }
}

function keysIn(text: string): JWK[] | undefined {
  try {
    const { keys } = JSON.parse(text) as Partial<JSONWebKeySet>;
    return Array.isArray(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

function unusable(detail: string): FederationError {
  return new FederationError({ code: 'provider_unreachable', step: 'id_token_verify', detail });
}
