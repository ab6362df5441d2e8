import { Clock } from '#src/clock/clock.js';
import { Injectable } from '@nestjs/common';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { isGuid } from '#src/config/settings/validators.js';
import { clientAuthentication } from '#src/http/outgoing/client-authentication.js';
import { type Counterpart, Egress, EgressError, type EgressResponse } from '#src/http/outgoing/egress.js';
import type { ExternalIdentity } from '../external-identity.js';
import { tenantOf } from './entra-tenant.js';
import { GraphHosts } from './graph-hosts.js';

/** What Microsoft Graph says about a person’s groups: all of them, by object id, or why they are unknown. */
export type GraphAnswer = { groups: string[] } | { unknown: string };

/** One limit for the token and all pages together. */
const DEADLINE_MS = 5_000;
const LIMITS = { maxBytes: 1024 * 1024, atOnce: 100 };
/** A page has 999 entries; no person is meant to be in more groups than ten pages hold. */
const MAX_PAGES = 10;

/** Why there is no answer. The message becomes the finding in the audit trail. */
class Unanswered extends Error {}

/**
 * Asks Microsoft Graph for the groups that Entra leaves out of an ID token when there are too many. The requests go to
 * fixed hosts with this server’s own registration. The address in the token (`_claim_sources`) is never used.
 */
@Injectable()
export class GraphGroups {
  constructor(
    private readonly egress: Egress,
    private readonly hosts: GraphHosts,
    private readonly clock: Clock,
  ) {}

  /** Never throws because of Microsoft’s answers: an incomplete answer leaves the groups unknown. */
  async read(identity: ExternalIdentity, provider: IdentityProviderSettings): Promise<GraphAnswer> {
    const { oid, tid } = identity.claims;
    const tenant = tenantOf(provider, tid);
    if (!isGuid(oid))
      return { unknown: 'the ID token has no usable oid, which a request to Microsoft Graph requires' };
    if (!tenant) return { unknown: 'the ID token’s tid is not a directory that the settings name' };
    if (!provider.clientSecret && !provider.clientPrivateKey)
      return {
        unknown:
          'this server’s registration has no secret or key, which a request to Microsoft Graph requires',
      };
    const microsoft: Counterpart = { purpose: 'groups', owner: provider.scheme, givenBy: 'operator' };
    const exchange = new Exchange(this.egress, microsoft, this.clock);
    try {
      const { login, graph } = this.hosts.forCloud(provider.graphCloud);
      const token = await exchange.token(
        provider,
        `${login}/${tenant}/oauth2/v2.0/token`,
        `${graph}/.default`,
      );
      return { groups: await exchange.groups(graph, oid, token) };
    } catch (error) {
      if (error instanceof Unanswered) return { unknown: error.message };
      if (error instanceof EgressError) return { unknown: `Microsoft does not answer (${error.detail})` };
      throw error;
    }
  }
}

/** One look-up of groups, with one deadline for all of its requests. */
class Exchange {
  private readonly deadline: number;

  constructor(
    private readonly egress: Egress,
    private readonly microsoft: Counterpart,
    private readonly clock: Clock,
  ) {
    this.deadline = clock.milliseconds() + DEADLINE_MS;
  }

  /**
   * Gets an access token by client credentials (RFC 6749 section 4.4), with this server’s registration in the person’s
   * directory.
   */
  async token(provider: IdentityProviderSettings, endpoint: string, scope: string): Promise<string> {
    const { clientAuthentication: method, clientId, clientSecret, clientPrivateKey: privateKey } = provider;
    const proof = await clientAuthentication(
      { method, clientId, clientSecret, privateKey, settings: provider },
      endpoint,
      this.clock.epoch(),
    );
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope, ...proof.parameters });
    const answer = await this.send(endpoint, {
      method: 'POST',
      body: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...proof.headers },
    });
    if (typeof answer.access_token !== 'string')
      throw new Unanswered('the token endpoint issued no access token');
    return answer.access_token;
  }

  async groups(graph: string, oid: string, token: string): Promise<string[]> {
    const path = `/v1.0/users/${encodeURIComponent(oid)}/transitiveMemberOf`;
    const groups: string[] = [];
    let next: string | undefined = `${graph}${path}?$select=id&$top=999`;
    for (let page = 0; next !== undefined; page += 1) {
      if (page === MAX_PAGES)
        throw new Unanswered('Microsoft Graph lists more groups than this server reads');
      const answer = await this.send(next, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      });
      if (!Array.isArray(answer.value)) throw new Unanswered('Microsoft Graph’s answer is not a list');
      groups.push(...answer.value.flatMap(groupId));
      next = this.nextPage(answer['@odata.nextLink'], graph, path);
    }
    return groups;
  }

  /** The address of the next page as Graph gives it. It must be the same path at the same Graph host. */
  private nextPage(link: unknown, graph: string, path: string): string | undefined {
    if (link === undefined) return undefined;
    const url = typeof link === 'string' && URL.canParse(link) ? new URL(link) : undefined;
    if (url?.origin !== new URL(graph).origin || url.pathname.toLowerCase() !== path.toLowerCase())
      throw new Unanswered('the next page of groups is not at Microsoft Graph');
    return url.href;
  }

  private async send(
    url: string,
    init: { method?: string; body?: string; headers: Record<string, string> },
  ): Promise<Record<string, unknown>> {
    const timeoutMs = this.deadline - this.clock.milliseconds();
    if (timeoutMs <= 0) throw new Unanswered('Microsoft took too long to answer');
    const response = await this.egress.request(url, this.microsoft, init, { ...LIMITS, timeoutMs });
    const answer = parsed(response);
    if (response.status !== 200 || !answer) {
      const { pathname } = new URL(url);
      throw new Unanswered(`${pathname} answered ${response.status} (${errorCode(answer)})`);
    }
    return answer;
  }
}

/** The list also has roles and administrative units; only groups count. */
function groupId(entry: unknown): string[] {
  const { id, '@odata.type': type } = (entry ?? {}) as Record<string, unknown>;
  return type === '#microsoft.graph.group' && isGuid(id) ? [id.toLowerCase()] : [];
}

function parsed({ text }: EgressResponse): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `error` is text in OAuth, and an object with a code in Graph. Graph's message may name people and is left out. */
function errorCode(answer: Record<string, unknown> | undefined): string {
  const error = answer?.error;
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : error;
  return typeof code === 'string' ? code.slice(0, 64) : 'no error code';
}
