import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { type StatementCounts } from './statement-counts.js';

/** Headers that say nothing about an answer, or that differ in every run. */
const LEFT_OUT = new Set(['connection', 'content-length', 'date', 'etag', 'keep-alive', 'set-cookie']);
/** Members of tokens and answers that differ in every run. */
const VARIES = new Set([
  'iat',
  'exp',
  'nbf',
  'auth_time',
  'jti',
  'sid',
  'sub',
  'grant_id',
  'at_hash',
  'nonce',
]);

/**
 * Records every answer of a server of this process: status, headers, cookies by name, body, and the cost at the
 * database. A value that differs in every run is replaced by a name, so that two recordings of the same requests are
 * equal.
 */
export class AnswerRecording {
  private readonly written: Array<() => string> = [];

  /**
   * @param server the server whose answers are recorded.
   * @param names the names that replace the addresses of this run.
   */
  constructor(
    private readonly server: string,
    private readonly names: Record<string, string>,
    private readonly counts: StatementCounts,
  ) {
    diagnostics.subscribe('http.server.request.start', this.begun);
  }

  stop(): void {
    diagnostics.unsubscribe('http.server.request.start', this.begun);
  }

  /** The answers since the last call. */
  async take(): Promise<string> {
    await this.counts.quiet();
    return this.written
      .splice(0)
      .map((text) => text())
      .join('\n\n');
  }

  private readonly begun = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (`http://${request.headers.host}` !== this.server) return;
    const { method, url } = request;
    const chunks: Buffer[] = [];
    for (const name of ['write', 'end'] as const) {
      const original = response[name].bind(response) as (...values: unknown[]) => unknown;
      Object.assign(response, {
        [name]: (...values: unknown[]) => {
          const [chunk] = values;
          if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
          return original(...values);
        },
      });
    }
    const headers: Record<string, unknown> = {};
    const writeHead = response.writeHead.bind(response) as (...values: unknown[]) => ServerResponse;
    response.writeHead = ((...values: unknown[]) => {
      const given = (values.find((value) => typeof value === 'object') ?? {}) as Record<string, unknown>;
      for (const [name, value] of Object.entries({ ...response.getHeaders(), ...given }))
        headers[name.toLowerCase()] = value;
      return writeHead(...values);
    }) as typeof response.writeHead;
    const cost = this.counts.start();
    this.written.push(() =>
      [
        `${method} ${this.plain(url!)}`,
        `→ ${response.statusCode}, ${cost()}`,
        ...this.head(headers),
        this.body(String(headers['content-type'] ?? ''), Buffer.concat(chunks).toString()),
      ]
        .filter((line) => line !== '')
        .join('\n'),
    );
  };

  private head(headers: Record<string, unknown>): string[] {
    const cookies = [headers['set-cookie'] ?? []].flat().map((one) => String(one).split('=')[0]!);
    return [
      ...Object.entries(headers)
        .filter(([name]) => !LEFT_OUT.has(name))
        .map(([name, value]) => `  ${name}: ${this.plain(String(value))}`)
        .sort(),
      ...(cookies.length > 0 ? [`  cookies: ${cookies.join(' ')}`] : []),
    ];
  }

  private body(type: string, text: string): string {
    if (/json/.test(type) && text !== '')
      return this.plain(JSON.stringify(this.value(JSON.parse(text)), null, 2));
    if (!/html/.test(type)) return this.plain(text.slice(0, 200));
    const fields = [...text.matchAll(/<(?:input|button|select)[^>]*\bname="([^"]+)"/g)].map(
      ([, name]) => name,
    );
    const shown = text
      .replace(/<(style|script)\b[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    return this.plain(`${shown.trim()}\n  fields: ${[...new Set(fields)].join(' ')}`);
  }

  private value(value: unknown, name = ''): unknown {
    if (VARIES.has(name)) return `{${name}}`;
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    if (typeof value === 'string' && /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return this.jwt(value);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.value(member, key)]));
  }

  private jwt(token: string): unknown {
    const { kid: _kid, ...header } = decodeProtectedHeader(token);
    return { header, payload: this.value(decodeJwt(token)) };
  }

  private plain(text: string): string {
    let plain = text;
    for (const [address, name] of Object.entries(this.names))
      plain = plain
        .replaceAll(encodeURIComponent(address), encodeURIComponent(name))
        .replaceAll(address, name);
    return plain
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{uuid}')
      .replace(/\b(reference|Reference)(:?) [2-9A-Z]{4}-[2-9A-Z]{4}/g, '$1$2 {reference}')
      .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '{JWT}')
      .replace(/(?<![\w-])[\w-]{43}(?![\w-])/g, '{handle}')
      .replace(/(?<![\w-])[\w-]{70,}(?![\w-])/g, '{sealed}')
      .replace(/"(n|x|y|kid)": "[^"]*"/g, '"$1": "{$1}"');
  }
}
