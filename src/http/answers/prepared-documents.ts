import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Clock } from '#src/clock/clock.js';
import { Commits } from '#src/database/commits.js';
import { hasBody } from '../incoming/request-body.js';
import { namesOneHost } from '../incoming/request-target.js';
import { weakTag } from './tagged.js';

/** How long a change that another process made may stay unseen. */
const KEPT_MS = 1_000;

/** Node writes these for each answer. */
const OF_THE_CONNECTION = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

interface PreparedDocument {
  headers: OutgoingHttpHeaders;
  /** The headers of an answer without content (RFC 9110 section 15.4.5). */
  headersIfUnchanged: OutgoingHttpHeaders;
  etag: string;
  body: Buffer;
  until: number;
}

/**
 * The documents that every app and FHIR server reads, as bytes. The route of a document makes its answer once; further
 * requests get the same bytes without the engine and without Nest, until the document changes.
 *
 * Only for documents that are the same for all readers: who asks, and from which origin, must not matter.
 */
@Injectable()
export class PreparedDocuments {
  private readonly paths = new Set<string>();
  private readonly prepared = new Map<string, PreparedDocument>();
  /** Counts the changes, so that an answer made before a change is not kept after it. */
  private changes = 0;

  constructor(
    private readonly commits: Commits,
    private readonly clock: Clock,
  ) {}

  /** Says that these paths are documents. Whoever has the routes of documents says so at the start. */
  serve(paths: Iterable<string>): void {
    for (const path of paths) this.paths.add(path);
  }

  /** Whether a document is at this path. */
  areAt(path: string): boolean {
    return this.paths.has(path);
  }

  /** To be called when something has changed that documents say. */
  changed(): void {
    this.changes += 1;
    this.prepared.clear();
  }

  /** Answers the request if it asks for a document that is prepared. @returns whether it is answered. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const document = this.prepared.get(request.url!);
    if (!document || !isPlainRead(request)) return false;
    if (document.until <= this.clock.milliseconds()) {
      this.prepared.delete(request.url!);
      return false;
    }
    send(document, request.method!, request.headers['if-none-match'], response);
    return true;
  }

  /** Keeps the answer that is being made to this request, if it is a document. */
  keep(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url!;
    if (!this.paths.has(path) || !isPlainRead(request)) return;
    const { end } = response;
    const { changes } = this;
    const { method } = request;
    const known = request.headers['if-none-match'];
    // The route gives the whole answer, so that it can be kept.
    request.method = 'GET';
    delete request.headers['if-none-match'];
    response.end = ((...parameters: unknown[]) => {
      response.end = end;
      const [content] = parameters;
      const isWhole = typeof content === 'string' || content instanceof Uint8Array;
      if (response.statusCode !== 200 || response.headersSent || !isWhole)
        return Reflect.apply(end, response, parameters) as ServerResponse;
      const document = documentOf(
        response,
        Buffer.from(content as string),
        this.clock.milliseconds() + KEPT_MS,
      );
      this.keepWhenSettled(path, document, changes);
      for (const name of response.getHeaderNames())
        if (!OF_THE_CONNECTION.has(name)) response.removeHeader(name);
      send(document, method!, known, response);
      return response;
    }) as typeof end;
  }

  /** Readers of the prepared bytes do not wait for a commit, so what the document says must be on the disk. */
  private keepWhenSettled(path: string, document: PreparedDocument, changes: number): void {
    const keep = () => {
      if (changes === this.changes) this.prepared.set(path, document);
    };
    const settled = this.commits.settled();
    if (settled) settled.then(keep, () => {});
    else keep();
  }
}

function isPlainRead(request: IncomingMessage): boolean {
  const { method } = request;
  return (method === 'GET' || method === 'HEAD') && !hasBody(request) && namesOneHost(request);
}

function documentOf(response: ServerResponse, body: Buffer, until: number): PreparedDocument {
  const kept = Object.entries(response.getHeaders()).filter(([name]) => !OF_THE_CONNECTION.has(name));
  const etag = String(response.getHeader('etag') ?? weakTag(body));
  const headers: OutgoingHttpHeaders = {
    ...Object.fromEntries(kept),
    // The engine names the origin of the page that asks. Any page may read these documents.
    'access-control-allow-origin': '*',
    etag,
    'content-length': String(body.length),
  };
  const { 'content-length': _length, 'content-type': _type, ...headersIfUnchanged } = headers;
  return { headers, headersIfUnchanged, etag, body, until };
}

function send(
  { headers, headersIfUnchanged, etag, body }: PreparedDocument,
  method: string,
  known: string | undefined,
  response: ServerResponse,
): void {
  if (known !== undefined && isAmong(known, etag)) response.writeHead(304, headersIfUnchanged).end();
  else response.writeHead(200, headers).end(method === 'HEAD' ? undefined : body);
}

/** Whether an If-None-Match header names this tag, by the weak comparison (RFC 9110 section 13.1.2). */
function isAmong(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === opaque);
}
