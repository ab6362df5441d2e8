import { createHmac } from 'node:crypto';
import Provider, { type RefreshToken } from 'oidc-provider';
import { epochNow } from '#src/clock/clock.js';
import { ArtifactAdapter } from './artifact-adapter.js';
import type { ArtifactPayload, ArtifactStore } from './artifact.store.js';

const MODEL = 'RefreshToken';
type NewId = RefreshToken['generateTokenId'];
/** Time for a client to ask again after an answer that did not arrive. */
const GRACE_SECONDS = 10;

/**
 * Rotation of refresh tokens that a lost answer does not break (RFC 9700 section 4.14.2).
 *
 * The successor of a token is computed from it, so whoever asks again within the grace gets the very same one: never a
 * second chain. A token shown later, or after its successor was used, was stolen from somebody: that ends the Grant.
 */
export class RefreshTokenSuccession {
  constructor(
    private readonly key: Buffer,
    private readonly store: ArtifactStore,
  ) {}

  /** `generateTokenId` of a refresh token: the successor’s value where one is rotated, else a random one. */
  readonly successorOrRandom = (random: NewId): NewId => {
    const successorOf = (id: string) => this.successorOf(id);
    return function (this: RefreshToken) {
      const rotated = Provider.ctx?.oidc.entities.RotatedRefreshToken;
      return rotated ? successorOf(rotated.jti) : random.call(this);
    };
  };

  /** Whether a token that was used may be shown once more. */
  async mayBeRepeated(id: string, payload: ArtifactPayload): Promise<boolean> {
    if (typeof payload.consumed !== 'number' || epochNow() - payload.consumed > GRACE_SECONDS) return false;
    const successor = await this.store.find(MODEL, this.successorOf(id));
    return successor?.consumed === undefined;
  }

  private successorOf(id: string): string {
    return createHmac('sha256', this.key).update(id).digest('base64url');
  }
}

/** Refresh tokens for the engine, where one that may be repeated looks as if it had not been used. */
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
