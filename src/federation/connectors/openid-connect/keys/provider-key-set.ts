import { Logger } from '@nestjs/common';
import {
  createLocalJWKSet,
  errors,
  type JWK,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose';
import type { Clock } from '#src/clock/clock.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { type Counterpart, type Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/outgoing/egress.js';
import { FederationError, type FederationErrorCode, noUsableAnswer } from '../../../errors.js';
import { type Asker, FailedReadings } from '../metadata/failed-readings.js';
import { publishedKeys } from './published-keys.js';

const FRESH_FOR_MS = 10 * 60_000;
/**
 * How long keys are used when the key set cannot be read again. After that the identity provider counts as unreachable.
 */
const KEPT_FOR_MS = 24 * 60 * 60_000;
/**
 * Pause between two attempts while reading fails, and between two readings that happen because no known key fits a
 * token.
 */
const PAUSE_MS = 60_000;

interface KeySet {
  /** All keys. A token that names a key is verified by that key. */
  all: JWTVerifyGetKey;
  /** The keys without `kid`. One of them may have signed a token whose `kid` names no other key. */
  unnamed?: JWTVerifyGetKey;
  readAt: number;
}

/** The signing keys of one identity provider, as it publishes them (RFC 7517). */
export class ProviderKeySet {
  private readonly log = new Logger('Federation');
  private kept: KeySet | undefined;
  private reading: Promise<KeySet> | undefined;
  private readonly failed: FailedReadings;
  private nextAttempt = 0;
  /**
   * Each kind of asker has its own time, so that a stranger’s tokens cannot use up the reading that lets a person sign
   * in by a new key.
   */
  private readonly nextReadingAnew: Record<Asker, number> = { person: 0, anybody: 0 };

  constructor(
    private readonly uri: string,
    private readonly counterpart: Counterpart,
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {
    this.failed = new FailedReadings(clock);
  }

  /**
   * Verifies a token by the known keys. An identity provider may sign with a key that it published a moment ago, under
   * a new `kid` or the same one. So when no key fits, the set is read once more, for all such tokens together, and then
   * not again for a minute; counted for each kind of asker.
   *
   * @param asker who causes the reading, where the keys have to be read.
   * @throws FederationError when the keys cannot be read; jose’s errors for a token that is not valid.
   */
  async verify(token: string, options: JWTVerifyOptions, asker: Asker = 'person'): Promise<JWTVerifyResult> {
    const keys = await this.current(asker);
    try {
      return await verifiedBy(keys, token, options);
    } catch (error) {
      if (!isAboutKeys(error)) throw error;
      const newer = await this.readAnew(keys, asker);
      if (!newer) throw error;
      return verifiedBy(newer, token, options);
    }
  }

  private async current(asker: Asker): Promise<KeySet> {
    const { kept } = this;
    const age = kept ? this.clock.milliseconds() - kept.readAt : Infinity;
    if (!kept || age >= KEPT_FOR_MS) {
      if (!this.reading) this.failed.check(asker);
      return this.read();
    }
    if (age < FRESH_FOR_MS) return kept;
    if (this.clock.milliseconds() < this.nextAttempt) return kept;
    try {
      return await this.read();
    } catch (error) {
      this.nextAttempt = this.clock.milliseconds() + PAUSE_MS;
      this.log.error(
        `the key set at ${this.uri} cannot be read, so the earlier key set is used: ${errorForLog(error)}`,
      );
      return kept;
    }
  }

  /** @returns keys that were read after `seen`, if there may be any. */
  private async readAnew(seen: KeySet, asker: Asker): Promise<KeySet | undefined> {
    if (this.reading) return this.reading;
    if (this.kept !== seen) return this.kept;
    if (this.clock.milliseconds() < this.nextReadingAnew[asker]) return undefined;
    this.nextReadingAnew[asker] = this.clock.milliseconds() + PAUSE_MS;
    return this.read().catch((error: unknown) => {
      this.log.error(`the key set at ${this.uri} cannot be read: ${errorForLog(error)}`);
      return undefined;
    });
  }

  private read(): Promise<KeySet> {
    this.reading ??= this.fetch()
      .catch((error: unknown) => {
        this.failed.add(error);
        throw error;
      })
      .finally(() => (this.reading = undefined));
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
    const keys = this.keysIn(response.text);
    const unnamed = keys.filter(({ kid }) => kid === undefined);
    this.kept = {
      all: createLocalJWKSet({ keys }),
      ...(unnamed.length > 0 ? { unnamed: createLocalJWKSet({ keys: unnamed }) } : {}),
      readAt: this.clock.milliseconds(),
    };
    this.failed.end();
    return this.kept;
  }

  private keysIn(text: string): JWK[] {
    const found = publishedKeys(text);
    if ('problem' in found)
      throw unusable(found.problem, found.encryptionOnly ? 'response_not_trusted' : 'provider_unreachable');
    if (found.privateKids.length > 0)
      this.log.error(
        `the key set at ${this.uri} publishes private keys, which are not used: ${found.privateKids.join(', ')}`,
      );
    return found.keys;
  }
}

/** Whether another key might verify the token. */
function isAboutKeys(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
}

async function verifiedBy(
  { all, unnamed }: KeySet,
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  try {
    return await verifiedByAny(all, token, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey) || !unnamed) throw error;
    const find: JWTVerifyGetKey = ({ kid: _kid, ...header }, input) => unnamed(header, input);
    return verifiedByAny(find, token, options);
  }
}

/** When several keys fit, each is tried: two keys may have the same `kid`, or none. */
async function verifiedByAny(
  find: JWTVerifyGetKey,
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, find, options);
  } catch (several) {
    if (!(several instanceof errors.JWKSMultipleMatchingKeys)) throw several;
    for await (const key of several) {
      try {
        return await jwtVerify(token, key, options);
      } catch (error) {
        if (isAboutClaims(error)) throw error;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Errors that are found only after the signature was verified. */
export function isAboutClaims(error: unknown): boolean {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTInvalid
  );
}

function unusable(detail: string, code: FederationErrorCode = 'provider_unreachable'): FederationError {
  return new FederationError({ code, step: 'id_token_verify', detail });
}
