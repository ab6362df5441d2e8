import { Injectable, Logger } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { AuditLog } from '#src/audit/audit-log.js';
import { boundedText } from '#src/audit/bounded-text.js';
import { ClientRefusals } from '#src/clients/client-refusals.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { newReference } from '#src/crypto/handle.js';
import { Clock } from '#src/clock/clock.js';
import { errorForLog } from '#src/errors/domain-error.js';
import {
  reasonOfAssertion,
  reasonOfGrant,
  reasonOfMethod,
  reasonOfSecret,
  type RefusalReason,
} from './refusal-reasons.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { saysOfHeader } from '../token/token-errors.js';

/** The engine’s events for refused clients. */
const EVENTS = [
  'grant.error',
  'introspection.error',
  'revocation.error',
  'pushed_authorization_request.error',
] as const;

interface EngineError {
  error?: string;
  error_detail?: string;
  error_description?: string;
  /** The requested scopes that are refused. */
  scope?: string;
}

/** The facts about one refused request. They are collected before the answer is sent. */
interface Refused {
  error: string;
  /** The engine’s own message. */
  says: string;
  endpoint: string;
  /** The client, if the engine identified it. */
  client?: KoaContextWithOIDC['oidc']['client'];
  claimed: string[];
  parameters: Record<string, unknown>;
  audiences: string[];
}

/**
 * Records why an assertion, a secret or a grant was refused. The refused client learns only the error code of RFC 6749
 * and a reference. The administrator of the client finds the reason by that reference (`wardkey client refusals`).
 */
@Injectable()
export class Refusals {
  private readonly log = new Logger('Engine');
  private readonly errors = new WeakMap<object, EngineError>();
  private lastAt = 0;

  constructor(
    private readonly refusals: ClientRefusals,
    private readonly clients: ClientDefinitions,
    private readonly artifacts: ArtifactStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  listenTo(provider: Provider): void {
    for (const event of EVENTS)
      provider.on(event as 'grant.error', (ctx: KoaContextWithOIDC, error: EngineError) => {
        this.errors.set(ctx, error);
        const says = error.error_detail ?? error.error_description ?? '';
        this.log.debug(`${ctx.oidc?.route}: ${error.error} ${says}`);
      });
  }

  /** Middleware: wraps the one that makes error codes precise. */
  giveReference = async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const engineError = this.errors.get(ctx);
    const body = ctx.body as { error?: string; error_description?: string } | undefined;
    if (!engineError || !body?.error || !isKept(ctx, body.error)) return;
    const refused = refusedRequest(ctx, body.error, engineError);
    const namesOne = refused.client !== undefined || refused.claimed.length > 0;
    // A request that names no client gets no reference, because no administrator could ask about it. A client that does
    // not exist gets one, so that the answer does not reveal whether it exists.
    const reference = namesOne ? newReference() : undefined;
    if (reference) body.error_description = `${body.error_description} (reference ${reference})`;
    void this.write(refused, reference).catch((error: unknown) =>
      this.log.error(
        `client refusal ${reference ?? '(without reference)'} not written: ${errorForLog(error)}`,
      ),
    );
  };

  private async write(refused: Refused, reference: string | undefined): Promise<void> {
    // Keeps the order of two refusals in the same millisecond.
    const occurredAt = (this.lastAt = Math.max(this.clock.milliseconds(), this.lastAt + 1));
    const { error, says, client, endpoint } = refused;
    if (error === 'invalid_client')
      await this.audit.recordOrLog({
        event: 'client.authentication_failed',
        outcome: 'refused',
        reason: says,
        reference,
        clientId: client?.clientId,
      });
    const clientId = await this.existing(refused);
    if (clientId === undefined || reference === undefined) return;
    const { reason, detail } = await this.reason(refused, clientId);
    const kept = { clientId, reference, occurredAt, endpoint, error, reason };
    this.refusals.note({ ...kept, detail: boundedText(detail) });
  }

  /** The client that the refusal is stored for. A client that is switched off or waits for approval counts, too. */
  private async existing({ client, claimed }: Refused): Promise<string | undefined> {
    for (const id of client ? [client.clientId] : claimed) {
      const defined = await this.clients.definition(id);
      if (defined) return defined.clientId;
    }
    return undefined;
  }

  private async reason(
    { error, says, client, parameters, audiences }: Refused,
    clientId: string,
  ): Promise<RefusalReason> {
    if (error === 'invalid_grant') {
      const [model, value] =
        parameters.grant_type === 'refresh_token'
          ? ['RefreshToken', parameters.refresh_token]
          : ['AuthorizationCode', parameters.code];
      const id = String(value);
      const [hasExpired, hasEnded] = await Promise.all([
        this.artifacts.hasExpired(model as string, id),
        this.artifacts.hasEnded(id),
      ]);
      return reasonOfGrant(says, hasExpired ? 'expired' : hasEnded ? 'ended' : undefined);
    }
    if (error !== 'invalid_client') return { reason: error.replace('invalid_', ''), detail: says };
    const { client_assertion: assertion } = parameters;
    const absence = client ? undefined : await this.reasonOfAbsence(clientId);
    if (absence) return absence;
    if (!client && saysOfHeader(says)) return { reason: 'header', detail: says };
    if (!client && typeof assertion !== 'string') return { reason: 'other', detail: says };
    if (!client) {
      const words = says === 'client not found' ? 'sub is not a client of this server' : says;
      return reasonOfAssertion(words, assertion as string, {
        keyIds: [],
        audiences,
        now: this.clock.epoch(),
      });
    }
    if (/mechanism/.test(says)) return reasonOfMethod(client.clientAuthMethod!);
    if (typeof assertion !== 'string') return reasonOfSecret(says);
    const keyIds = [...(client.asymmetricKeyStore ?? [])].flatMap(({ kid }) => kid ?? []);
    return reasonOfAssertion(says, assertion, { keyIds, audiences, now: this.clock.epoch() });
  }

  /** Why the engine does not know the client, if it exists: the engine only knows clients that may be used. */
  private async reasonOfAbsence(clientId: string): Promise<RefusalReason | undefined> {
    const entry = await this.clients.definition(clientId);
    if (entry && 'problem' in entry)
      return { reason: 'client_unusable', detail: `the client cannot be used: ${entry.problem}` };
    if (entry && entry.status !== 'enabled')
      return {
        reason: `client_${entry.status}`,
        detail: `the client may not be used: its status is ${entry.status}`,
      };
    return undefined;
  }
}

/**
 * Errors about scopes and resources are recorded for the token endpoint only. At other endpoints they belong to a
 * browser’s request.
 */
function isKept(ctx: KoaContextWithOIDC, error: string): boolean {
  if (error === 'invalid_client' || error === 'invalid_grant') return true;
  return ctx.oidc.route === 'token' && (error === 'invalid_scope' || error === 'invalid_target');
}

function refusedRequest(ctx: KoaContextWithOIDC, error: string, engineError: EngineError): Refused {
  const { oidc } = ctx;
  const parameters = (oidc.body ?? {}) as Record<string, unknown>;
  const { error_description: words = '', error_detail: detail = words } = engineError;
  return {
    error,
    // The detail for an unreadable header is only the message of a parser.
    says: [saysOfHeader(words) ? words : detail, engineError.scope].filter(Boolean).join(': '),
    endpoint: ctx.path,
    client: oidc.client,
    claimed: claimedClients(ctx.headers.authorization, parameters),
    parameters,
    audiences: [...oidc.clientJwtAuthExpectedAudience()],
  };
}

/** The client ids that a request claims, the most likely first. None of them is verified. */
function claimedClients(authorization: string | undefined, parameters: Record<string, unknown>): string[] {
  const { client_id: id, client_assertion: assertion } = parameters;
  const { sub, iss } = claimsOf(assertion);
  return [id, idOfBasic(authorization), sub, iss].filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );
}

function idOfBasic(authorization: string | undefined): string | undefined {
  const [, basic] = /^basic ([^ ]+)$/i.exec(authorization ?? '') ?? [];
  try {
    return basic && decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[0]!);
  } catch {
    return undefined;
  }
}

function claimsOf(assertion: unknown): { sub?: unknown; iss?: unknown } {
  try {
    return typeof assertion === 'string' ? decodeJwt(assertion) : {};
  } catch {
    return {};
  }
}
