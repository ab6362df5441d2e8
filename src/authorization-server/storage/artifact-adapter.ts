import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { ArtifactStore } from './artifact.store.js';

/** Stores one of the engine’s models. Single use is guaranteed, even when the store is slow. */
export class ArtifactAdapter implements Adapter {
  /**
   * @param keeper what writes: the store itself, or for models that any visitor can create the class that limits their
   * number.
   */
  constructor(
    private readonly model: string,
    private readonly store: ArtifactStore,
    private readonly keeper: Pick<ArtifactStore, 'upsert'> = store,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    if (this.model === 'ReplayDetection') {
      // The engine first looks and then saves. Another request may save between the two.
      const first = await this.store.insertOnce(this.model, id, payload, expiresIn);
      if (!first) throw new errors.InvalidClientAuth('the assertion was used before');
      return;
    }
    if (this.model === 'Interaction' && payload.result !== undefined) {
      // The answer of a person must not bring back a request that another answer has finished.
      if (!(await this.store.replace(this.model, id, payload, expiresIn))) throw answeredBefore();
      return;
    }
    await this.keeper.upsert(this.model, id, payload, expiresIn);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return (await this.store.find(this.model, id)) as AdapterPayload | undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return (await this.store.findByUid(this.model, uid)) as AdapterPayload | undefined;
  }

  /** The device flow is off, so no artifact has a user code. */
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(id: string): Promise<void> {
    if (await this.store.consume(this.model, id)) return;
    // RFC 6749 section 4.1.2, RFC 9700 section 4.14.2: a code or token that is used twice was probably stolen, so all
    // that came of it ends.
    const payload = await this.store.find(this.model, id);
    if (payload?.grantId) await this.store.destroyGrant(payload.grantId);
    // This error is an answer of the authorization endpoint, which does not know `invalid_grant`.
    if (this.model === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('already used');
    throw new errors.InvalidGrant('already used');
  }

  async destroy(id: string): Promise<void> {
    const wasThere = await this.store.destroy(this.model, id);
    // The engine first looks for the pending request and then destroys it. After a double click, another request may
    // come between the two, and would get a code of its own.
    if (!wasThere && this.model === 'Interaction') throw answeredBefore();
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.store.revokeByGrantId(this.model, grantId);
  }
}

function answeredBefore(): Error {
  return new errors.SessionNotFound('the request was answered before');
}
