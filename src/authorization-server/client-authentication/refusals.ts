import { Injectable, Logger } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { AuditLog } from '#src/audit/audit-log.js';
import { boundedText } from '#src/audit/bounded-text.js';
import { ClientRefusals } from '#src/clients/client-refusals.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { newReference } from '#src/crypto/handle.js';
import { epochNow } from '#src/database/epoch-column.js';
import { errorForLog } from '#src/errors/domain-error.js';
import {
  reasonOfAssertion,
  reasonOfGrant,
  reasonOfMethod,
  reasonOfSecret,
  type RefusalReason,
} from './refusal-reasons.js';
import { ArtifactStore } from '../storage/artifact.store.js';

/** Where clients are refused, as the engine tells it. */
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
}

/** What one refused request was, gathered before the next takes its place. */
interface Refused {
  error: string;
  /** The engine’s own words. */
  says: string;
  endpoint: string;
  /** The client, once it is known; and the one that the request claims to be of. */
  client?: KoaContextWithOIDC['oidc']['client'];
  claimed?: string;
  parameters: Record<string, unknown>;
  audiences: string[];
}

/**
 * Why an assertion, a secret or a grant was refused. Whoever was refused learns no more than RFC 6749 has a word for,
 * and a reference; whoever looks after the client finds the reason by it (`wardkey client refusals`).
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
  ) {}

  listenTo(provider: Provider): void {
    for (const event of EVENTS)
      provider.on(event as 'grant.error', (ctx: KoaContextWithOIDC, error: EngineError) => {
        this.errors.set(ctx, error);
        const says = error.error_detail ?? error.error_description ?? '';
        this.log.debug(`${ctx.oidc?.route}: ${error.error} ${says}`);
      });
  }

  /** Middleware, around the one that gives errors their precise names. */
  giveReference = async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const engineError = this.errors.get(ctx);
    const body = ctx.body as { error?: string; error_description?: string } | undefined;
    if (!engineError || (body?.error !== 'invalid_client' && body?.error !== 'invalid_grant')) return;
    const reference = newReference();
    body.error_description = `${body.error_description} (reference ${reference})`;
    const refused = refusedRequest(ctx, body.error, engineError);
    void this.write(refused, reference).catch((error: unknown) =>
      this.log.error(`refusal ${reference} not written: ${errorForLog(error)}`),
    );
  };

  private async write(refused: Refused, reference: string): Promise<void> {
    // Two of one millisecond keep their order.
    const occurredAt = (this.lastAt = Math.max(Date.now(), this.lastAt + 1));
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
    if (clientId === undefined) return;
    const { reason, detail } = await this.reason(refused);
    const kept = { clientId, reference, occurredAt, endpoint, error, reason };
    this.refusals.note({ ...kept, detail: boundedText(detail) });
  }

  /** The client it is kept of: one that is switched off, or waits for approval, exists as well. */
  private async existing({ client, claimed }: Refused): Promise<string | undefined> {
    const id = client?.clientId ?? claimed;
    return id === undefined ? undefined : (await this.clients.definition(id))?.clientId;
  }

  private async reason({
    error,
    says,
    client,
    claimed,
    parameters,
    audiences,
  }: Refused): Promise<RefusalReason> {
    if (error === 'invalid_grant') {
      const [model, value] =
        parameters.grant_type === 'refresh_token'
          ? ['RefreshToken', parameters.refresh_token]
          : ['AuthorizationCode', parameters.code];
      return reasonOfGrant(says, await this.artifacts.hasExpired(model as string, String(value)));
    }
    const { client_assertion: assertion } = parameters;
    const absence = client ? undefined : await this.reasonOfAbsence(claimed!);
    if (absence) return absence;
    if (!client && typeof assertion !== 'string') return { reason: 'other', detail: says };
    if (!client)
      return reasonOfAssertion(says, assertion as string, { keyIds: [], audiences, now: epochNow() });
    if (/mechanism/.test(says)) return reasonOfMethod(client.clientAuthMethod!);
    if (typeof assertion !== 'string') return reasonOfSecret(says);
    const keyIds = [...(client.asymmetricKeyStore ?? [])].flatMap(({ kid }) => kid ?? []);
    return reasonOfAssertion(says, assertion, { keyIds, audiences, now: epochNow() });
  }

  /** The engine knows no client that is not let in. */
  private async reasonOfAbsence(clientId: string): Promise<RefusalReason | undefined> {
    const entry = await this.clients.definition(clientId);
    if (entry && 'problem' in entry)
      return { reason: 'client_unusable', detail: `the client cannot be used: ${entry.problem}` };
    if (entry && entry.status !== 'enabled')
      return { reason: `client_${entry.status}`, detail: `the client is not let in: it is ${entry.status}` };
    return undefined;
  }
}

function refusedRequest(ctx: KoaContextWithOIDC, error: string, engineError: EngineError): Refused {
  const { oidc } = ctx;
  const parameters = (oidc.body ?? {}) as Record<string, unknown>;
  return {
    error,
    says: engineError.error_detail ?? engineError.error_description ?? '',
    endpoint: ctx.path,
    client: oidc.client,
    claimed: claimedClient(ctx.headers.authorization, parameters),
    parameters,
    audiences: [...oidc.clientJwtAuthExpectedAudience()],
  };
}

/** Whom a request says it is of; nobody has checked it. */
function claimedClient(
  authorization: string | undefined,
  parameters: Record<string, unknown>,
): string | undefined {
  const { client_id: id, client_assertion: assertion } = parameters;
  if (typeof id === 'string' && id !== '') return id;
  const [, basic] = /^basic ([^ ]+)$/i.exec(authorization ?? '') ?? [];
  try {
    if (basic) return decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[0]!);
    return typeof assertion === 'string' ? decodeJwt(assertion).sub : undefined;
  } catch {
    return undefined;
  }
}
