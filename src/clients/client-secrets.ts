import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Clock } from '#src/clock/clock.js';

/** What is stored of a client secret: enough to recognise it, not to read it. */
export interface KeptSecret {
  digest: string;
  /** Epoch seconds; null for a secret that does not expire. */
  expiresAt: number | null;
}

/** Recognises client secrets. They are only compared, so none is stored in a form that can be decrypted. */
@Injectable()
export class ClientSecrets {
  private readonly key: Buffer;

  constructor(
    secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.key = secretBox.derive('client secrets');
  }

  /**
   * HMAC-SHA-256 with a key of this installation, base64url. Without the key, guesses cannot be tested against the
   * digest.
   */
  digest(secret: string): string {
    return createHmac('sha256', this.key).update(secret, 'utf8').digest('base64url');
  }

  /**
   * Whether the text that a client sent is one of its secrets. The time is the same whether the first one matches or
   * none.
   */
  judge(shown: string, kept: readonly KeptSecret[]): 'known' | 'expired' | 'unknown' {
    const digest = Buffer.from(this.digest(shown));
    const same = kept.filter((one) => isSame(digest, Buffer.from(one.digest)));
    if (same.length === 0) return 'unknown';
    const now = this.clock.epoch();
    return same.some(({ expiresAt }) => expiresAt === null || now < expiresAt) ? 'known' : 'expired';
  }
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The secrets that a client’s settings contain in clear text. */
export function keptSecrets(client: ClientSettings, clientSecrets: ClientSecrets): KeptSecret[] {
  const { clientSecret: only, clientSecrets: several = [] } = client;
  return [...(only === undefined ? [] : [{ value: only, expiresAt: undefined }]), ...several].map(
    ({ value, expiresAt }) => ({
      digest: clientSecrets.digest(value),
      expiresAt: expiresAt === undefined ? null : Math.floor(Date.parse(expiresAt) / 1000),
    }),
  );
}
