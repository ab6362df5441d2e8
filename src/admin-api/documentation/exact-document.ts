import type { OpenAPIObject } from '@nestjs/swagger';
import { bodyRuleOf } from '../members.js';

type Schema = Record<string, unknown>;

/**
 * Makes the description as strict as the checks of requests: a body has no members other than the described ones, and
 * rules about a body as a whole are included.
 */
export function exactDocument(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const bodies = Object.values(document.paths)
    .flatMap((path) => Object.values(path as Record<string, { requestBody?: unknown }>))
    .flatMap(({ requestBody }) => referencesIn(requestBody));
  const sent = new Set<string>();
  for (let open = bodies; open.length > 0;) {
    const fresh = open.filter((name) => !sent.has(name));
    for (const name of fresh) sent.add(name);
    open = fresh.flatMap((name) => referencesIn(schemas[name]));
  }
  const exact = Object.entries(schemas).map(([name, schema]) => [
    name,
    sent.has(name) ? { ...schema, additionalProperties: false, ...bodyRuleOf(name) } : schema,
  ]);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(exact) as never } };
}

/** The names of the schemas to which a value refers. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { $ref } = value as { $ref?: unknown };
  const own = typeof $ref === 'string' ? [$ref.split('/').at(-1)!] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}
