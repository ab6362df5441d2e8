import type { ConfigurationProblem } from '#src/config/problems.js';
import { sha256 } from '#src/crypto/handle.js';
import type { IfMatch } from '#src/http/incoming/if-match.js';
import type { FieldProblemRepresentation } from './documentation/problem-representation.js';

/**
 * A strong entity tag (RFC 9110 section 8.8.3) of a client or an identity provider: its version, and a digest of what is
 * shown, because that also changes without it: a secret expires, another definition makes this one unusable. What the
 * file defines has no version.
 */
export function definitionTag({ version }: { version?: number }, shown: object): string | undefined {
  return version === undefined ? undefined : `"${version}.${sha256(JSON.stringify(shown)).slice(0, 12)}"`;
}

/** Whether a version of a definition is one that the caller has seen. Only the version counts. */
export function seenBy(condition: IfMatch): (version: number) => boolean {
  return (version) => condition.isMet((tag) => /^"(\d+)(\.[\w-]+)?"$/.exec(tag)?.[1] === String(version));
}

/** Problems and warnings of the rules of the configuration, as members of a body. */
export function fieldProblems(problems: readonly ConfigurationProblem[]): FieldProblemRepresentation[] {
  return problems.map(({ path, message }) => ({ field: path, message }));
}
