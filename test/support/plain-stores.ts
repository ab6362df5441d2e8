import { Injectable } from '@nestjs/common';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { RegistrationTokenStore } from '#src/clients/registration-token.store.js';

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
