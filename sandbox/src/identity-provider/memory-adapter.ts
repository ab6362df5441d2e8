import { type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';

interface Stored {
  payload: AdapterPayload;
  expiresAt: number;
}

/**
 * Keeps everything an identity provider issues in one Map per instance. oidc-provider's own memory adapter
 * shares one store between all instances in a process and warns at start.
 */
export function memoryAdapterFactory(): AdapterFactory {
  const store = new Map<string, Stored>();
  return (model) => new MemoryAdapter(model, store);
}

class MemoryAdapter implements Adapter {
  constructor(
    private readonly model: string,
    private readonly store: Map<string, Stored>,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const expiresAt = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000;
    this.store.set(this.key(id), { payload, expiresAt });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.alive(this.store.get(this.key(id)));
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.firstWhere((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.firstWhere((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const stored = this.store.get(this.key(id));
    if (stored) stored.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.store.delete(this.key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.store) if (payload.grantId === grantId) this.store.delete(key);
  }

  private key(id: string): string {
    return `${this.model}:${id}`;
  }

  private alive(stored: Stored | undefined): AdapterPayload | undefined {
    return stored && stored.expiresAt > Date.now() ? stored.payload : undefined;
  }

  private firstWhere(matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [key, stored] of this.store) {
      if (key.startsWith(`${this.model}:`) && this.alive(stored) && matches(stored.payload)) {
        return stored.payload;
      }
    }
    return undefined;
  }
}
