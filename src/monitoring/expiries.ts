import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#src/clock/clock.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Settings } from '#src/config/settings/settings.js';
import { certificateEnd } from '#src/crypto/private-keys.js';
import { EXPIRES_SOON_SECONDS, type Expiry, expiryOf } from '#src/definitions/expiry.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { nextStep } from '#src/keys/key-states.js';
import type { KeyAlgorithm } from '#src/keys/signing-key.entity.js';
import { SigningKeys } from '#src/keys/signing-keys.js';

/** What an administrator must replace before it ends. */
export type Expiring = 'client_secret' | 'identity_provider_certificate' | 'fhir_server_certificate';

const LOOK_AGAIN_MS = 5 * 60_000;

/** Knows when what this server needs ends, from a look at the database every five minutes. */
@Injectable()
export class Expiries {
  private readonly log = new Logger('Metrics');
  private found: ReadonlyMap<Expiring, Expiry> = new Map();
  private lookedAt = -Infinity;
  private looking?: Promise<void>;

  constructor(
    private readonly clients: ClientDefinitions,
    private readonly identityProviders: IdentityProviderDefinitions,
    private readonly keys: SigningKeys,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /**
   * What the latest look found; nothing before the first one. When it was long ago, another look begins. Nobody waits
   * for it: the database may not answer just now, and that is when the other figures are needed most.
   */
  get latest(): ReadonlyMap<Expiring, Expiry> {
    if (this.clock.milliseconds() - this.lookedAt >= LOOK_AGAIN_MS) void this.look();
    return this.found;
  }

  /** When each key that signs gets its successor. The keys that are not replaced by age are left out. */
  get keyRotations(): Array<{ alg: KeyAlgorithm; at: number }> {
    const keys = this.keys.areOpen ? this.keys.all : [];
    return keys
      .filter(({ state }) => state === 'current')
      .flatMap((key) => {
        const next = nextStep(key, keys, this.settings.signingKeys);
        return next ? [{ alg: key.alg, at: next.at }] : [];
      });
  }

  /** Looks now. A look that fails is said in the log, and what was found before stays. */
  look(): Promise<void> {
    this.lookedAt = this.clock.milliseconds();
    this.looking ??= this.lookOnce()
      .catch((error: unknown) => this.log.warn(`it is not known what expires next: ${errorForLog(error)}`))
      .finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Begins no other look. */
  async end(): Promise<void> {
    this.lookedAt = Infinity;
    await this.looking;
  }

  private async lookOnce(): Promise<void> {
    const soon = this.clock.epoch() + EXPIRES_SOON_SECONDS;
    const providers = (await this.identityProviders.usable()).filter(({ enabled }) => enabled);
    const fhirServers = this.settings.fhirServers.map(({ authorization }) => authorization);
    const ofCertificates = (registrations: Array<{ clientPrivateKey?: string } | undefined>) =>
      expiryOf(
        registrations.map((one) => certificateEnd(one?.clientPrivateKey)),
        soon,
      );
    this.found = new Map([
      ['client_secret', await this.clients.secretExpiry(soon)],
      ['identity_provider_certificate', ofCertificates(providers)],
      ['fhir_server_certificate', ofCertificates(fhirServers)],
    ]);
  }
}
