import { readClaim } from './claim-reference.js';

/**
 * What an ID token tells about groups. `unknown` is not `none`: a provider that leaves the list out because it is too
 * long has told us nothing, and nobody is let in on that.
 */
export type GroupMembership =
  | { state: 'listed'; groups: string[]; because?: string }
  | { state: 'unknown'; because: string; overage?: true };

/**
 * Entra says "too many to list" in two ways: by reference (code flow) or by a flag (implicit flow).
 *
 * @param absent what it means at this provider that there is no such claim.
 */
export function groupMembership(
  claims: Record<string, unknown>,
  groupsClaim: string,
  groupsLimit?: number,
  absent: 'none' | 'unknown' = 'unknown',
): GroupMembership {
  const references = claims._claim_names;
  if (typeof references === 'object' && references !== null && Object.hasOwn(references, groupsClaim)) {
    return {
      state: 'unknown',
      because: `the provider lists ${groupsClaim} elsewhere (_claim_names)`,
      overage: true,
    };
  }
  if (claims.hasgroups === true || claims.hasgroups === 'true') {
    return {
      state: 'unknown',
      because: 'the provider says there are groups but does not list them (hasgroups)',
      overage: true,
    };
  }
  const value = readClaim(claims, groupsClaim);
  if (value === undefined) {
    const because = `the ID token has no claim ${groupsClaim}`;
    return absent === 'none' ? { state: 'listed', groups: [], because } : { state: 'unknown', because };
  }
  const groups = Array.isArray(value) ? value : [value];
  if (!groups.every((group) => typeof group === 'string')) {
    return { state: 'unknown', because: `the claim ${groupsClaim} is not a list of names` };
  }
  if (groups.length === groupsLimit) {
    return {
      state: 'unknown',
      because: `the list has exactly ${groupsLimit} entries, where this provider cuts it off`,
    };
  }
  return { state: 'listed', groups };
}
