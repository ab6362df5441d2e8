import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RateLimiterRes } from 'rate-limiter-flexible';
import { AuditLog } from '#src/audit/audit-log.js';
import { ClientAdministration } from '#src/administration/client-administration.js';
import { RegistrationTokens } from '#src/clients/registration-tokens.js';
import { ConfigurationError } from '#src/config/problems.js';
import { ownScopes } from '#src/config/settings/scope.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import { MemoryLimiter } from '#src/http/incoming/memory-limiter.js';
import { AddressRule } from '#src/http/outgoing/address-rule.js';
import { metadataOfClient, settingsOfMetadata } from './client-metadata.js';
import { RegistrationRefusedError } from './errors.js';

/** How many attempts one address has in a minute, in each process. */
const ATTEMPTS_PER_MINUTE = 30;

export interface RegistrationRequest {
  /** The body as it came. */
  metadata: unknown;
  /** The initial access token, when the request has one. */
  token?: string;
  /** The client’s address (IPv6: its network), not that of a proxy. */
  address: string;
}

/** Registers clients dynamically (RFC 7591), as far as the settings allow. */
@Injectable()
export class ClientRegistration {
  private readonly attempts = new MemoryLimiter({ points: ATTEMPTS_PER_MINUTE, duration: 60 });

  constructor(
    private readonly settings: Settings,
    private readonly clients: ClientAdministration,
    private readonly tokens: RegistrationTokens,
    private readonly audit: AuditLog,
    private readonly addresses: AddressRule,
    private readonly clock: Clock,
  ) {}

  get isOpen(): boolean {
    return this.settings.registration.mode !== 'off';
  }

  /**
   * @returns what was registered, under the names of RFC 7591 section 3.2.1. It contains the secret, only this once.
   * @throws RegistrationRefusedError
   */
  async register(request: RegistrationRequest): Promise<Record<string, unknown>> {
    await this.attempts.consume(request.address).catch((_full: RateLimiterRes) => {
      throw new RegistrationRefusedError(
        'temporarily_unavailable',
        'too many attempts; try again in a minute',
      );
    });
    try {
      return await this.registered(request);
    } catch (error) {
      const refusal = error instanceof ConfigurationError ? refusalOf(error) : error;
      if (refusal instanceof RegistrationRefusedError)
        await this.audit.record({
          event: 'client.registration_refused',
          outcome: 'refused',
          reason: refusal.code,
          trail: [{ step: 'registration', finding: refusal.message.slice(0, 500), mark: 'refused' }],
        });
      throw refusal;
    }
  }

  private async registered({ metadata, token }: RegistrationRequest): Promise<Record<string, unknown>> {
    // Checked first, so that a caller without permission does not learn what a valid request looks like.
    if (
      token === undefined ? this.settings.registration.mode !== 'pending' : !(await this.tokens.isGood(token))
    )
      throw new RegistrationRefusedError('invalid_token', 'a valid initial access token is needed');
    if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
      throw new RegistrationRefusedError('invalid_client_metadata', 'the body must be a JSON object');
    const settings = settingsOfMetadata(metadata as Record<string, unknown>, {
      scope: this.settings.registration.scope,
      ownScopes: ownScopes(this.settings.scopes),
      objectionTo: (url) => this.addresses.objectionTo(url),
    });
    const tree = { clientId: randomUUID(), ...settings };
    this.clients.check(tree);
    await this.takePlace(token);
    const { client, newSecret } = await this.clients.register(tree, token ? 'enabled' : 'pending');
    return {
      ...metadataOfClient(client),
      client_id_issued_at: this.clock.epoch(),
      ...(newSecret === undefined ? {} : { client_secret: newSecret, client_secret_expires_at: 0 }),
      // Not part of the RFC. Until an administrator approves the client, it is refused like an unknown one.
      ...(token ? {} : { status: 'pending' }),
    };
  }

  /**
   * Checks the limit of waiting clients, or uses the token. It runs last, so that a mistake in the metadata does not
   * cost a use of the token.
   */
  private async takePlace(token: string | undefined): Promise<void> {
    if (token === undefined) {
      if ((await this.clients.countPending()) >= this.settings.registration.maxPending)
        throw new RegistrationRefusedError(
          'temporarily_unavailable',
          'too many registrations wait for approval; try again later',
        );
    } else if (!(await this.tokens.use(token))) {
      throw new RegistrationRefusedError('invalid_token', 'a valid initial access token is needed');
    }
  }
}

/**
 * Turns the problems that the rules of the configuration file found into a refusal, with the names that the request
 * uses.
 */
function refusalOf({ problems }: ConfigurationError): RegistrationRefusedError {
  const code = problems.some(({ path }) => path.startsWith('redirectUris'))
    ? 'invalid_redirect_uri'
    : 'invalid_client_metadata';
  const text = problems
    .map(({ path, message }) =>
      // A problem of the client as a whole has no path.
      [path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), message.replace('jwksUri', 'jwks_uri')]
        .filter((part) => part !== '')
        .join(': '),
    )
    .join('; ');
  return new RegistrationRefusedError(code, text);
}
