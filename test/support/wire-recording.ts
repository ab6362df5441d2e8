import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeJwt, decodeProtectedHeader } from 'jose';

/** One of the servers of this process whose exchanges are recorded. */
export interface Party {
  name: string;
  /** Without a trailing slash. */
  origin: string;
  /** The address that replaces it in the recording. */
  shownAs: string;
}

export interface WireRecordingOptions {
  parties: Party[];
  /** The callers, by the beginning of their User-Agent. Requests of other callers are left out. */
  callers: Record<string, string>;
  /** Whether the recording includes an exchange. */
  keep?: (exchange: { caller: string; party: string; path: string }) => boolean;
}

interface Exchange {
  caller: string;
  party: Party;
  request: IncomingMessage;
  /** The address as it arrived; handlers change the request’s own. */
  url: URL;
  response: ServerResponse;
  /** The arguments of writeHead, which the response itself does not keep. */
  head: () => Record<string, string>;
  sent: () => string;
  answered: () => string;
}

/**
 * Records what the HTTP servers of this process receive and answer: the exchanges as they were on the wire. A secret,
 * or a value that differs in every run, is replaced by a name.
 */
export class WireRecording {
  private exchanges: Exchange[] = [];
  private readonly labels = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly options: WireRecordingOptions) {
    diagnostics.subscribe('http.server.request.start', this.listen);
  }

  stop(): void {
    diagnostics.unsubscribe('http.server.request.start', this.listen);
  }

  /** The exchanges since the last call, as text. */
  take(): string {
    const taken = this.exchanges.map((exchange) => this.text(exchange));
    this.exchanges = [];
    return taken.join('\n\n');
  }

  private readonly listen = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const party = this.options.parties.find(({ origin }) => origin === `http://${request.headers.host}`);
    const agent = request.headers['user-agent'] ?? '';
    const caller = Object.entries(this.options.callers).find(([, begin]) => agent.startsWith(begin))?.[0];
    if (!party || !caller) return;
    const url = new URL(request.url!, party.origin);
    if (this.options.keep?.({ caller, party: party.name, path: url.pathname }) === false) return;
    const sent = listened(request, 'push');
    const answered = [listened(response, 'write'), listened(response, 'end')];
    this.exchanges.push({
      caller,
      party,
      request,
      url,
      response,
      head: headOf(response),
      sent,
      answered: () => answered.map((text) => text()).join(''),
    });
  };

  private text({ caller, party, request, url, response, head, sent, answered }: Exchange): string {
    const lines = [
      `# ${caller} → ${party.name}`,
      `${request.method} ${this.plain(url.origin + url.pathname)}`,
      ...this.parameters(url.searchParams),
      ...this.authorization(request.headers.authorization),
      ...this.body(request.headers['content-type'], sent()),
      ...this.answer(response, head(), answered()),
    ];
    return lines.join('\n');
  }

  private authorization(header: string | undefined): string[] {
    if (header === undefined) return [];
    const [scheme, value = ''] = header.split(' ');
    if (scheme !== 'Basic') return [`Authorization: ${scheme} ${this.labelled('access token', value)}`];
    const [id] = Buffer.from(value, 'base64').toString().split(':');
    return [`Authorization: Basic {${id}:its secret, in base64}`];
  }

  private body(type: string | undefined, text: string): string[] {
    if (text === '') return [];
    if (type?.includes('json')) return [this.json(JSON.parse(text) as Record<string, unknown>)];
    return this.parameters(new URLSearchParams(text));
  }

  private answer(response: ServerResponse, head: Record<string, string>, text: string): string[] {
    const status = `→ ${response.statusCode}`;
    const header = (name: string) => head[name] ?? response.getHeader(name);
    const location = header('location');
    if (typeof location === 'string') {
      const to = new URL(location, 'http://x');
      const at = location.startsWith('/') ? to.pathname : to.origin + to.pathname;
      // Its parameters are repeated in the request that follows.
      return [`${status} ${this.plain(at)}`];
    }
    if (!String(header('content-type')).includes('json')) {
      const [, heading] = /<h1[^>]*>(.*?)<\/h1>/s.exec(text) ?? [];
      return [heading ? `${status} page: ${heading.replace(/<[^>]*>|\s+/g, ' ').trim()}` : status];
    }
    return [status, this.json(JSON.parse(text) as Record<string, unknown>)];
  }

  private parameters(parameters: URLSearchParams): string[] {
    return [...parameters].map(([name, value]) => `  ${name}=${this.member(name, value)}`);
  }

  private json(body: Record<string, unknown>): string {
    const shown = Object.entries(summary(body)).map(([name, value]) => [
      name,
      typeof value === 'string' ? this.member(name, value) : value,
    ]);
    return this.plain(JSON.stringify(Object.fromEntries(shown), null, 2));
  }

  private member(name: string, value: string): string {
    const shown = JWTS[name]?.(value);
    if (shown !== undefined) return this.plain(`{JWT ${shown}}`.replaceAll('"', "'"));
    if (NUMBERED.has(name)) return this.labelled(name.replace('_', ' '), value);
    if (name === 'launch_url') return this.plain(value.replace(/launch=.*/, 'launch={launch}'));
    return SECRET.has(name) ? this.labelled(name, value) : this.plain(value);
  }

  /** The same value has the same name everywhere. */
  private labelled(kind: string, value: string): string {
    const known = this.labels.get(value);
    if (known !== undefined) return known;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const label = NUMBERED.has(kind.replace(' ', '_')) ? `{${kind} ${count}}` : `{${kind}}`;
    this.labels.set(value, label);
    return label;
  }

  /** Replaces the addresses of this run. */
  private plain(text: string): string {
    let plain = text;
    for (const { origin, shownAs } of this.options.parties) {
      plain = plain
        .replaceAll(encodeURIComponent(origin), encodeURIComponent(shownAs))
        .replaceAll(origin, shownAs);
    }
    return plain
      .replace(/\/(interaction|authorize)\/[\w-]{20,}/g, '/$1/{uid}')
      .replace(/reference [2-9A-Z]{4}-[2-9A-Z]{4}/g, 'reference {reference}');
  }
}

/** The informative members of a JWT, by the name under which they are shown. */
const JWTS: Partial<Record<string, (jwt: string) => string>> = {
  client_assertion: assertion,
  id_token: identity,
};
const NUMBERED = new Set(['access_token', 'refresh_token']);
const SECRET = new Set(['code', 'state', 'code_challenge', 'code_verifier', 'launch']);

/** Records what passes through a method of a stream, in order. The stream itself is not affected. */
function listened(stream: object, method: 'push' | 'write' | 'end'): () => string {
  const chunks: Buffer[] = [];
  const target = stream as Record<string, (...values: unknown[]) => unknown>;
  const original = target[method]!;
  target[method] = function (...values) {
    const [chunk] = values;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    return original.apply(this, values);
  };
  return () => Buffer.concat(chunks).toString('utf8');
}

function headOf(response: ServerResponse): () => Record<string, string> {
  let head: Record<string, string> = {};
  const original = response.writeHead.bind(response) as (...values: unknown[]) => ServerResponse;
  response.writeHead = ((...values: unknown[]) => {
    const given = values.find((value) => typeof value === 'object' && value !== null) ?? {};
    head = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    return original(...values);
  }) as typeof response.writeHead;
  return () => head;
}

/** The members that an app uses, of documents that have many more. */
function summary(body: Record<string, unknown>): Record<string, unknown> {
  const pick = (...names: string[]) =>
    Object.fromEntries(names.filter((name) => name in body).map((name) => [name, body[name]]));
  if ('authorization_endpoint' in body) {
    return {
      ...pick('authorization_endpoint', 'token_endpoint', 'code_challenge_methods_supported'),
      '…': '…',
    };
  }
  if (body.resourceType === 'Bundle') {
    const entries = (body.entry ?? []) as Array<{ resource: { resourceType: string; id: string } }>;
    return {
      ...pick('resourceType', 'type', 'total'),
      entry: entries.map(({ resource }) => `${resource.resourceType}/${resource.id}`),
    };
  }
  return 'resourceType' in body ? { ...pick('resourceType', 'id'), '…': '…' } : body;
}

function assertion(jwt: string): string {
  const { iss, sub, aud } = decodeJwt(jwt);
  return `${JSON.stringify(decodeProtectedHeader(jwt))} ${JSON.stringify({ iss, sub, aud })}, exp, jti`;
}

function identity(jwt: string): string {
  const { iss, aud, fhirUser } = decodeJwt(jwt);
  return `${JSON.stringify({ iss, aud, fhirUser })}, sub, …`;
}
