import type { IncomingMessage } from 'node:http';
import { asGet } from '../front-door/request-replay.js';

/** Parameters that name a resource server (RFC 8707; SMART App Launch 2.2, "Obtain authorization code"). */
const ADDRESSES = new Set(['aud', 'resource']);

/**
 * Puts the parameters of a request into the one spelling that all later code compares by: a scope with single spaces,
 * and resource servers by the address that the settings use.
 *
 * @param known returns the address in the settings that is equivalent to the given one; the given one when there is
 * none.
 * @returns whether anything was changed.
 */
export function respell(parameters: URLSearchParams, known: (address: string) => string): boolean {
  const entries = [...parameters].map(([name, value]): [string, string] => {
    if (name === 'scope') return [name, value.split(' ').filter(Boolean).join(' ')];
    return ADDRESSES.has(name) ? [name, known(value)] : [name, value];
  });
  const before = [...parameters];
  if (entries.every(([, value], index) => value === before[index]![1])) return false;
  for (const name of new Set(parameters.keys())) parameters.delete(name);
  for (const [name, value] of entries) parameters.append(name, value);
  return true;
}

/** The same for the query of a GET request. @returns the request itself when nothing changes. */
export function respelled(request: IncomingMessage, known: (address: string) => string): IncomingMessage {
  const [path, query] = (request.url ?? '').split(/\?(.*)/s);
  if (query === undefined) return request;
  const parameters = new URLSearchParams(query);
  return respell(parameters, known) ? asGet(request, `${path}?${parameters.toString()}`) : request;
}
