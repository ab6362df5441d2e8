import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Clock } from '#src/clock/clock.js';

/** What is stored of a client secret: enough to recognise it, not to read it. */
export interface KeptSecret {
  /** Its digest, and before the dot the name of the key that made it. Older rows have no name. */
  digest: string;
  /** Epoch seconds; null for a secret that does not expire. */
  expiresAt: number | null;
}

/** Recognises client secrets. They are only compared, so none is stored in a form that can be decrypted. */
@Injectable()
export class ClientSecrets {
  /** The first one makes digests. Each of them recognises what it made. */
  private readonly keys: ReadonlyArray<{ key: Buffer; name: string }>;

  constructor(
    secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.keys = secretBox.deriveAll('client secrets').map((key) => ({ key, name: nameOf(key) }));
  }

  /**
   * HMAC-SHA-256 with a key of this installation, base64url. Without the key, guesses cannot be tested against the
   * digest. The name of the key comes first, because the digest of another encryption key cannot be made anew without
   * the secret.
   */
  digest(secret: string): string {
    return this.digests(secret)[0]!.join('.');
  }

  /** Whether a digest was made with the present encryption key, so that earlier keys are not needed for it. */
  isOfPresentKey({ digest }: KeptSecret): boolean {
    return digest.startsWith(`${this.keys[0]!.name}.`);
  }

  /**
   * Whether the text that a client sent is one of its secrets. The time is the same whether the first one matches or
   * none.
   */
  judge(shown: string, kept: readonly KeptSecret[]): 'known' | 'expired' | 'unknown' {
    const same = this.matching(shown, kept);
    if (same.length === 0) return 'unknown';
    const now = this.clock.epoch();
    return same.some(({ expiresAt }) => expiresAt === null || now < expiresAt) ? 'known' : 'expired';
  }

  /** Those of the secrets that are this text, whichever key made their digest. */
  matching<Secret extends KeptSecret>(shown: string, kept: readonly Secret[]): Secret[] {
    const digests = this.digests(shown).map(([name, mac]) => ({ name, mac: Buffer.from(mac) }));
    return kept.filter((one) => {
      const [mac, name] = one.digest.split('.').reverse();
      // Each digest is compared with each key, so that the time does not tell which key it is.
      const found = digests.map(
        (digest) => isSame(digest.mac, Buffer.from(mac!)) && (name ?? digest.name) === digest.name,
      );
      return found.includes(true);
    });
  }

  private digests(secret: string): Array<[name: string, mac: string]> {
    return this.keys.map(({ key, name }) => [
      name,
      createHmac('sha256', key).update(secret, 'utf8').digest('base64url'),
    ]);
  }
}

/** Names a key without telling anything about it. */
function nameOf(key: Buffer): string {
  return createHmac('sha256', key).update('name of this key').digest('base64url').slice(0, 8);
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * From when on a client has no valid secret any more.
 *
 * @returns seconds since 1970; Infinity when it has no secret, or one that does not expire.
 */
export function lastExpiry(secrets: readonly KeptSecret[]): number {
  return secrets.length === 0 ? Infinity : Math.max(...secrets.map(({ expiresAt }) => expiresAt ?? Infinity));
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
