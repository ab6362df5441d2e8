import { type IncomingMessage } from 'node:http';
import { badRequest, FhirError } from './fhir-error.js';

const LIMIT = 1024 * 1024;

/**
 * Reads a request body of at most 1 MiB as text.
 * @throws FhirError 413
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest of a body that is too large is still read, but not kept: a client reads no answer while it is sending.
    if (size <= LIMIT) chunks.push(chunk);
    if (size > 8 * LIMIT) break;
  }
  if (size > LIMIT) throw new FhirError(413, 'too-long', 'A request body may have at most 1 MiB');
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads a resource.
 * @throws FhirError 400, 413 or 415
 */
export async function readResource(request: IncomingMessage): Promise<{ resourceType: string; id?: string }> {
  if (!/^application\/(fhir\+)?json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new FhirError(415, 'not-supported', 'Send application/fhir+json');
  }
  const text = await readBody(request);
  try {
    const body = JSON.parse(text) as unknown;
    if (isResource(body)) return body;
  } catch {
    throw badRequest('The request body is not JSON', 'structure');
  }
  throw badRequest('The request body is not a FHIR resource', 'structure');
}

/**
 * Reads the parameters of a POST search.
 * @throws FhirError 413 or 415
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    throw new FhirError(415, 'not-supported', 'Send application/x-www-form-urlencoded');
  }
  return new URLSearchParams(await readBody(request));
}

const isResource = (body: unknown): body is { resourceType: string } =>
  typeof body === 'object' &&
  body !== null &&
  typeof (body as { resourceType?: unknown }).resourceType === 'string';
