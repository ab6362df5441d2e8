import { Clock } from '#src/clock/clock.js';
import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors } from 'oidc-provider';
import { Settings } from '#src/config/settings/settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { addressOfRequest } from '#src/request-scope/request-scope.js';
import { networkOf, wideNetworkOf } from '#src/http/addresses/network-of.js';
import { inNetworks } from '#src/http/addresses/networks.js';
import { type ArtifactPayload, ArtifactStore } from './artifact.store.js';

/** The models that are stored for requests that may never be completed. */
const PENDING = new Set(['Interaction', 'PushedAuthorizationRequest', 'PostedRequest', 'Session']);
/** No real account has more sign-ins under way. */
const MOST_OF_ONE_ACCOUNT = 100;
/** How often all pending artifacts are counted. Counting at each request would make a flood worse. */
const LOOK_EVERY_MS = 1_000;
/** The length of each half of a holder’s name. */
const HALF = 16;
/** The share of the total that is freed at once, because the next requests of a flood follow immediately. */
const ROOM_SHARE = 0.01;

/** The `Retry-After`, in seconds, when there is no room. */
export const COME_BACK_SECONDS = 60;

/**
 * Stores pending artifacts and limits their number: per address, and in total over all processes. When the total is
 * reached, artifacts of the network that has most are deleted. So a flood only harms itself.
 *
 * A holder is named by keyed hashes of the wide network and of the network. No address is stored.
 */
@Injectable()
export class PendingArtifacts {
  private readonly key: Buffer;
  private readonly isExempt: (address: string | undefined) => boolean;
  private total = 0;
  /** The hash of the wide network that has most, once it was looked up. */
  private commonest?: string;
  private lookAgainAt = 0;

  constructor(
    private readonly store: ArtifactStore,
    private readonly settings: Settings,
    secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.key = secretBox.derive('holders of pending requests');
    this.isExempt = inNetworks(settings.limits.exemptNetworks);
  }

  /**
   * Inserts or replaces an artifact of any model. An artifact that is already stored can always be replaced.
   *
   * @throws errors.TemporarilyUnavailable when there is no room.
   */
  async upsert(
    model: string,
    id: string,
    payload: ArtifactPayload,
    expiresIn: number | undefined,
  ): Promise<void> {
    const holder = this.holderOf(model, payload);
    if (holder && !(await this.hasRoom(holder)) && !(await this.store.find(model, id))) throw noRoom();
    await this.store.upsert(model, id, payload, expiresIn, holder?.name);
  }

  /** @returns undefined for what is not pending. A session is pending only until a person has signed in. */
  private holderOf(model: string, payload: ArtifactPayload): { name: string; most: number } | undefined {
    if (!PENDING.has(model)) return undefined;
    const accountId = payload.accountId ?? payload.session?.accountId;
    if (accountId !== undefined)
      return model === 'Session'
        ? undefined
        : { name: this.name(`account ${accountId}`, 'one'), most: MOST_OF_ONE_ACCOUNT };
    const address = addressOfRequest();
    return {
      name: this.name(wideNetworkOf(address), networkOf(address)),
      most: this.isExempt(address) ? Infinity : this.settings.limits.pendingPerAddress,
    };
  }

  private async hasRoom({ name, most }: { name: string; most: number }): Promise<boolean> {
    if (most !== Infinity && (await this.store.countHeldBy(name)) >= most) return false;
    const { pendingInTotal } = this.settings.limits;
    await this.look();
    if (this.total >= pendingInTotal) {
      this.commonest ??= await this.store.commonestHolder(HALF);
      if (this.commonest === undefined || name.startsWith(this.commonest)) return false;
      this.total -= await this.store.dropHeldBy(this.commonest, Math.ceil(pendingInTotal * ROOM_SHARE));
    }
    this.total += 1;
    return true;
  }

  private async look(): Promise<void> {
    const now = this.clock.milliseconds();
    if (now < this.lookAgainAt) return;
    this.lookAgainAt = now + LOOK_EVERY_MS;
    this.commonest = undefined;
    await this.store.dropExpiredHeld();
    this.total = await this.store.countHeld();
  }

  private name(...halves: [wide: string, narrow: string]): string {
    return halves
      .map((half) => createHmac('sha256', this.key).update(half).digest('base64url').slice(0, HALF))
      .join('.');
  }
}

/** RFC 6749 section 4.1.2.1. */
function noRoom(): errors.OIDCProviderError {
  const error = new errors.TemporarilyUnavailable('too many requests are pending; try again in a minute');
  return Object.assign(error, { status: 503, statusCode: 503, expose: true });
}
