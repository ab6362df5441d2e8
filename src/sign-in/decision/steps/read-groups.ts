import { type GroupMembership, groupMembership } from '../claims/security-groups.js';
import type { ProviderQuestion } from '../decision.js';
import { noted, type Trail } from '../trail.js';
import type { LookUps } from '../look-ups.js';

/** The groups of a person, and whether Microsoft Graph gave them. */
export type Membership = GroupMembership & { fromGraph?: true };

/**
 * Which groups is the person in? The ID token says so. When it says that there are more, Microsoft Graph is asked. This
 * is not a step of its own, because Graph is asked only when another step needs the answer.
 */
export async function readGroups(
  { identity, provider }: Pick<ProviderQuestion, 'identity' | 'provider'>,
  { groups }: Pick<LookUps, 'groups'>,
): Promise<{ membership: Membership; trail: Trail }> {
  const { groupsClaim, groupsLimit, absentGroups } = provider;
  const inToken = groupMembership(identity.claims, groupsClaim, groupsLimit, absentGroups);
  if (inToken.state !== 'unknown' || !inToken.overage || provider.groupOverage !== 'graph')
    return { membership: inToken, trail: [] };
  const answer = await groups.read(identity, provider);
  if ('unknown' in answer) {
    const because = `${inToken.because}, and ${answer.unknown}`;
    return { membership: { state: 'unknown', because }, trail: [] };
  }
  const finding = `${inToken.because}; Microsoft Graph lists ${answer.groups.length} groups`;
  return {
    membership: { state: 'listed', groups: answer.groups, fromGraph: true },
    trail: [noted('group.graph', finding)],
  };
}
