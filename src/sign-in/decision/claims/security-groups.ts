import { readClaim } from './claim-reference.js';

/**
 * What an ID token says about groups. `unknown` is not the same as no groups: an identity provider that leaves out a
 * list that is too long has said nothing, and that must not let a person in.
 */
export type GroupMembership =
  | { state: 'listed'; groups: string[]; because?: string }
  | { state: 'unknown'; because: string; overage?: true };

/**
 * Reads the groups from the claims. Entra has two ways to say "too many to list": a reference (code flow) or a flag
 * (implicit flow).
 *
 * @param absent what a missing claim means at this identity provider.
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
      because: `the identity provider lists ${groupsClaim} elsewhere (_claim_names)`,
      overage: true,
    };
  }
  if (claims.hasgroups === true || claims.hasgroups === 'true') {
    return {
      state: 'unknown',
      because: 'the identity provider says that there are groups, but does not list them (hasgroups)',
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
      because: `the list has exactly ${groupsLimit} entries, which is where this identity provider cuts it off`,
    };
  }
  return { state: 'listed', groups };
}
