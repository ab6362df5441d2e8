import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { epochNow } from '#src/clock/clock.js';

/** What is kept of a client secret: enough to recognise it, not to say it. */
export interface KeptSecret {
  digest: string;
  /** Epoch seconds; null for one that does not expire. */
  expiresAt: number | null;
}

/** Recognises client secrets. A client secret is only ever compared, so none is kept in a form that opens. */
@Injectable()
export class ClientSecrets {
  private readonly key: Buffer;

  constructor(secretBox: SecretBox) {
    this.key = secretBox.derive('client secrets');
  }

  /** HMAC-SHA-256 by a key of this installation, base64url: without the key no guess can be tried at it. */
  digest(secret: string): string {
    return createHmac('sha256', this.key).update(secret, 'utf8').digest('base64url');
  }

  /** Whether what a client shows is one of its secrets. Takes as long for the first of them as for none. */
  judge(shown: string, kept: readonly KeptSecret[]): 'known' | 'expired' | 'unknown' {
    const digest = Buffer.from(this.digest(shown));
    const same = kept.filter((one) => isSame(digest, Buffer.from(one.digest)));
    if (same.length === 0) return 'unknown';
    const now = epochNow();
    return same.some(({ expiresAt }) => expiresAt === null || now < expiresAt) ? 'known' : 'expired';
  }
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The secrets that a client’s settings give in the clear. */
export function keptSecrets(client: ClientSettings, clientSecrets: ClientSecrets): KeptSecret[] {
  const { clientSecret: only, clientSecrets: several = [] } = client;
  return [...(only === undefined ? [] : [{ value: only, expiresAt: undefined }]), ...several].map(
    ({ value, expiresAt }) => ({
      digest: clientSecrets.digest(value),
      expiresAt: expiresAt === undefined ? null : Math.floor(Date.parse(expiresAt) / 1000),
    }),
  );
}
