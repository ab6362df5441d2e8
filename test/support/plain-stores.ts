import { Injectable } from '@nestjs/common';
import { ActivationStore, TRIES_PER_CODE } from '#src/accounts/activation/activation.store.js';
import {
  type Attempt,
  AttemptLimits,
  type AttemptStanding,
} from '#src/accounts/credentials/attempt-limits.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { RegistrationTokenStore } from '#src/clients/registration-token.store.js';
import { type ClaimedMail, OutboxStore } from '#src/mail/outbox.store.js';

/*
 * Stores that look first and write afterwards, as an adapter for oidc-provider usually does. They exist to show that the
 * tests of single use fail where single use is not ensured by one statement.
 */

/** Long enough for all requests of a race to look before the first of them writes. */
const meanwhile = () => new Promise((resolve) => setTimeout(resolve, 300));

@Injectable()
export class PlainArtifactStore extends ArtifactStore {
  override async consume(model: string, id: string): Promise<boolean> {
    const found = await this.find(model, id);
    if (!found || found.consumed) return false;
    await meanwhile();
    await super.consume(model, id);
    return true;
  }

  override async insertOnce(...call: Parameters<ArtifactStore['insertOnce']>): Promise<boolean> {
    const [model, id, payload, expiresIn] = call;
    if (await this.find(model, id)) return false;
    await meanwhile();
    await this.upsert(model, id, payload, expiresIn);
    return true;
  }
}

@Injectable()
export class PlainInvitationStore extends InvitationStore {
  override async consume(tokenHash: string): Promise<boolean> {
    if (!(await this.findByHash(tokenHash))) return false;
    await meanwhile();
    await super.consume(tokenHash);
    return true;
  }
}

@Injectable()
export class PlainRegistrationTokenStore extends RegistrationTokenStore {
  override async use(token: string): Promise<boolean> {
    if (!(await this.isGood(token))) return false;
    await meanwhile();
    await super.use(token);
    return true;
  }
}

@Injectable()
export class PlainActivationStore extends ActivationStore {
  private readonly tries = new Map<string, number>();

  override async spendTry(idHash: string): Promise<number | undefined> {
    const tries = this.tries.get(idHash) ?? 0;
    if (tries >= TRIES_PER_CODE) return undefined;
    await meanwhile();
    this.tries.set(idHash, tries + 1);
    return TRIES_PER_CODE - tries - 1;
  }
}

@Injectable()
export class PlainAttemptLimits extends AttemptLimits {
  private readonly attempts = new Map<string, number>();

  override async meet({ account }: Attempt): Promise<AttemptStanding> {
    const attempts = this.attempts.get(account) ?? 0;
    await meanwhile();
    this.attempts.set(account, attempts + 1);
    return { waitSeconds: attempts < 6 ? 0 : 1, known: false };
  }
}

@Injectable()
export class PlainOutboxStore extends OutboxStore {
  override async claim(leaseSeconds: number): Promise<ClaimedMail | undefined> {
    const mail = await super.claim(0);
    if (!mail) return undefined;
    await meanwhile();
    await this.postpone(mail.id, leaseSeconds);
    return mail;
  }
}
