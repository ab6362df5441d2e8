import { createHmac } from 'node:crypto';
import Provider, { type RefreshToken } from 'oidc-provider';
import type { Clock } from '#src/clock/clock.js';
import { ArtifactAdapter } from './artifact-adapter.js';
import type { ArtifactPayload, ArtifactStore } from './artifact.store.js';

const MODEL = 'RefreshToken';
type NewId = RefreshToken['generateTokenId'];
/** How long a client may repeat a request whose answer did not arrive. */
const GRACE_SECONDS = 10;
/** Far more than are repeated within the grace time. */
const MOST_REPEATED = 1_000;

/**
 * Rotates refresh tokens in a way that a lost answer does not break (RFC 9700 section 4.14.2).
 *
 * The next token is computed from the current one. So a client that repeats its request within the grace time gets the
 * same token again, and never a second chain. A token that is shown later, or after its successor was used, was
 * probably stolen, so the Grant ends.
 */
export class RefreshTokenSuccession {
  /**
   * Successors that another key computed, by the rotated token: while the encryption key is changed, the request may
   * have been answered first with the other one. They are noted when the token is found, and used when it is rotated.
   */
  private readonly byOtherKey = new Map<string, string>();

  /** @param keys the first one computes new successors. */
  constructor(
    private readonly keys: readonly [Buffer, ...Buffer[]],
    private readonly store: ArtifactStore,
    private readonly clock: Clock,
  ) {}

  /** `generateTokenId` of a refresh token: the computed value when a token is rotated, otherwise a random one. */
  readonly successorOrRandom = (random: NewId): NewId => {
    const successorOf = (id: string) => this.successorOf(id);
    return function (this: RefreshToken) {
      const rotated = Provider.ctx?.oidc.entities.RotatedRefreshToken;
      return rotated ? successorOf(rotated.jti) : random.call(this);
    };
  };

  /** Whether a used token may be shown once more. */
  async mayBeRepeated(id: string, payload: ArtifactPayload): Promise<boolean> {
    if (typeof payload.consumed !== 'number' || this.clock.epoch() - payload.consumed > GRACE_SECONDS)
      return false;
    for (const key of this.keys) {
      const successorId = successor(key, id);
      const found = await this.store.find(MODEL, successorId);
      if (found && key !== this.keys[0]) this.note(id, successorId);
      if (found) return found.consumed === undefined;
    }
    return true;
  }

  private successorOf(id: string): string {
    return this.byOtherKey.get(id) ?? successor(this.keys[0], id);
  }

  private note(id: string, successorId: string): void {
    if (this.byOtherKey.size >= MOST_REPEATED) this.byOtherKey.delete(this.byOtherKey.keys().next().value!);
    this.byOtherKey.set(id, successorId);
  }
}

function successor(key: Buffer, id: string): string {
  return createHmac('sha256', key).update(id).digest('base64url');
}

/** Stores refresh tokens for the engine. A token that may be repeated looks unused to the engine. */
export class RefreshTokenAdapter extends ArtifactAdapter {
  constructor(
    private readonly tokens: ArtifactStore,
    private readonly succession: RefreshTokenSuccession,
  ) {
    super(MODEL, tokens);
  }

  override async find(id: string) {
    const payload = await this.tokens.find(MODEL, id);
    if (!payload || !(await this.succession.mayBeRepeated(id, payload))) return payload;
    const { consumed: _consumed, ...unused } = payload;
    return unused;
  }

  override async consume(id: string): Promise<void> {
    if (await this.tokens.consume(MODEL, id)) return;
    const payload = await this.tokens.find(MODEL, id);
    if (payload && (await this.succession.mayBeRepeated(id, payload))) return;
    await super.consume(id);
  }
}
