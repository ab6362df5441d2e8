import { createHmac } from 'node:crypto';
import Provider, { type RefreshToken } from 'oidc-provider';
import type { Clock } from '#src/clock/clock.js';
import { ArtifactAdapter } from './artifact-adapter.js';
import type { ArtifactPayload, ArtifactStore } from './artifact.store.js';

const MODEL = 'RefreshToken';
type NewId = RefreshToken['generateTokenId'];
/** How long a client may repeat a request whose answer did not arrive. */
const GRACE_SECONDS = 10;

/**
 * Rotates refresh tokens in a way that a lost answer does not break (RFC 9700 section 4.14.2).
 *
 * The next token is computed from the current one. So a client that repeats its request within the grace time gets the
 * same token again, and never a second chain. A token that is shown later, or after its successor was used, was
 * probably stolen, so the Grant ends.
 */
export class RefreshTokenSuccession {
  constructor(
    private readonly key: Buffer,
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
    const successor = await this.store.find(MODEL, this.successorOf(id));
    return successor?.consumed === undefined;
  }

  private successorOf(id: string): string {
    return createHmac('sha256', this.key).update(id).digest('base64url');
  }
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
