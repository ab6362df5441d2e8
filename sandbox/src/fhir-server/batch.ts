import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type Bundle, type BundleEntry, type OperationOutcome, type Resource } from '@medplum/fhirtypes';
import { badRequest, FhirError } from './fhir-error.js';
import { readResource } from './request-body.js';
import { type Answer } from './resource-interactions.js';

const MOST_ENTRIES = 100;

/** Answers one entry as if it were a request of its own; never throws. */
export type AnswerEntry = (request: IncomingMessage, url: string) => Promise<Answer>;

/**
 * Takes a batch apart and answers every entry as a request of its own. So each entry is checked against the token: a
 * batch can do nothing that a single request could not do.
 * @throws FhirError when the body is not a batch
 */
export async function carryOutBatch(request: IncomingMessage, answerEntry: AnswerEntry): Promise<Answer> {
  const bundle = (await readResource(request)) as Bundle;
  if (bundle.resourceType !== 'Bundle') throw badRequest('Only a Bundle can be posted here');
  if (bundle.type !== 'batch')
    throw new FhirError(400, 'not-supported', 'Only bundles of type batch are taken');
  const entries: unknown = bundle.entry ?? [];
  if (!Array.isArray(entries) || entries.length > MOST_ENTRIES)
    throw badRequest(`A batch may have ${MOST_ENTRIES} entries`);
  const answered: BundleEntry[] = [];
  for (const entry of entries as (BundleEntry | null)[]) answered.push(await answerOf(entry, answerEntry));
  return { status: 200, body: { resourceType: 'Bundle', type: 'batch-response', entry: answered } };
}

async function answerOf(entry: BundleEntry | null, answerEntry: AnswerEntry): Promise<BundleEntry> {
  const { method, url } = (entry?.request ?? {}) as { method?: unknown; url?: unknown };
  const { status, headers, body } = await answerEntry(
    requestOf(String(method), entry?.resource),
    typeof url === 'string' ? url : '',
  );
  const isGood = status < 400;
  return {
    ...(isGood && body ? { resource: body as Resource } : {}),
    response: {
      status: String(status),
      ...(headers?.Location ? { location: headers.Location } : {}),
      ...(isGood ? {} : { outcome: body as OperationOutcome }),
    },
  };
}

/** The entry as a request of its own, in the form that all other code here reads. */
function requestOf(method: string, resource: unknown): IncomingMessage {
  const body = resource === undefined ? [] : [Buffer.from(JSON.stringify(resource))];
  const headers = { 'content-type': 'application/fhir+json' };
  return Object.assign(Readable.from(body), { method, headers }) as unknown as IncomingMessage;
}
