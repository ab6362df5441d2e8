import { Injectable } from '@nestjs/common';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';

/**
 * A store that is as slow as a database on another machine: every call takes a few milliseconds, so requests overlap.
 */
@Injectable()
export class SlowArtifactStore extends ArtifactStore {
  override async find(...call: Parameters<ArtifactStore['find']>) {
    await latency();
    return super.find(...call);
  }
  override async upsert(...call: Parameters<ArtifactStore['upsert']>) {
    await latency();
    return super.upsert(...call);
  }
  override async consume(...call: Parameters<ArtifactStore['consume']>) {
    await latency();
    return super.consume(...call);
  }
  override async insertOnce(...call: Parameters<ArtifactStore['insertOnce']>) {
    await latency();
    return super.insertOnce(...call);
  }
}

function latency(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 6));
}
