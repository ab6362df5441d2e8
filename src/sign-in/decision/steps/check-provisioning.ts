import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { isGuid } from '#src/config/settings/validators.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { RefusalReason, TrailStep } from '../decision.js';
import { type GroupMembership, groupMembership } from '../claims/security-groups.js';
import type { World } from '../world.js';

/** Whether an account may be made for somebody unknown. @returns the reason if not. */
export async function mayProvision(
  provider: IdentityProviderSettings,
  groups: () => Promise<KnownMembership>,
  trail: TrailStep[],
): Promise<RefusalReason | undefined> {
  if (!provider.allowAutoProvision) {
    trail.push({
      step: 'provision.policy',
      finding: 'accounts are not made at sign-in (allowAutoProvision is off)',
      mark: 'refused',
    });
    return 'no_account';
  }
  if (provider.autoProvisionFromSecurityGroup === undefined) {
    trail.push({
      step: 'provision.policy',
      finding: 'accounts are made at sign-in for everybody',
      mark: 'passed',
    });
    return undefined;
  }
  return groupGate(provider, groups, trail);
}

/** Whether the person is in a group that may use this service. @returns the reason if not. */
export async function groupGate(
  provider: IdentityProviderSettings,
  groups: () => Promise<KnownMembership>,
  trail: TrailStep[],
): Promise<RefusalReason | undefined> {
  // Object ids are compared as Graph is read: in lower case. Names stay what they are.
  const wanted = (provider.autoProvisionFromSecurityGroup ?? []).flatMap((group) =>
    isGuid(group) ? [group, group.toLowerCase()] : [group],
  );
  const membership = await groups();
  if (membership.state === 'unknown') {
    trail.push({
      step: 'group',
      finding: `the groups are not known: ${membership.because}`,
      mark: 'refused',
    });
    return 'groups_unknown';
  }
  if (!membership.groups.some((group) => wanted.includes(group))) {
    const byName = 'fromGraph' in membership ? wanted.filter((group) => !isGuid(group)) : [];
    if (byName.length > 0) {
      // Graph tells ids. Whether one of them is the group that a name means is not known, so nothing is.
      trail.push({
        step: 'group',
        finding:
          'the groups are not known: the settings name groups that Microsoft Graph is not asked for; list object ids',
        mark: 'refused',
      });
      return 'groups_unknown';
    }
    trail.push({
      step: 'group',
      finding:
        membership.because === undefined
          ? `none of ${membership.groups.length} groups may use this service`
          : `the person is in no group (absentGroups): ${membership.because}`,
      mark: 'refused',
    });
    return 'not_in_group';
  }
  trail.push({
    step: 'group',
    finding: 'the person is in a group that may use this service',
    mark: 'passed',
  });
  return undefined;
}

type KnownMembership = GroupMembership & { fromGraph?: true };

/** The person’s groups, for whoever asks first and again. */
export function membershipOf(...facts: Parameters<typeof findMembership>): () => Promise<KnownMembership> {
  let known: Promise<KnownMembership> | undefined;
  return () => (known ??= findMembership(...facts));
}

/** What the ID token says, or, where it says that there is more, what Microsoft Graph says. */
async function findMembership(
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  groups: World['groups'],
  trail: TrailStep[],
): Promise<KnownMembership> {
  const { groupsClaim, groupsLimit, absentGroups } = provider;
  const told = groupMembership(identity.claims, groupsClaim, groupsLimit, absentGroups);
  if (told.state !== 'unknown' || !told.overage || provider.groupOverage !== 'graph') return told;
  const answer = await groups.of(identity, provider);
  if ('unknown' in answer) return { state: 'unknown', because: `${told.because}, and ${answer.unknown}` };
  trail.push({
    step: 'group.graph',
    finding: `${told.because}; Microsoft Graph lists ${answer.groups.length} groups`,
    mark: 'noted',
  });
  return { state: 'listed', groups: answer.groups, fromGraph: true };
}
