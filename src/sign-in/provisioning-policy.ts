import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { RefusalReason, TrailStep } from './decision.js';
import { groupMembership } from './security-groups.js';

/** Whether an account may be made for somebody unknown. @returns the reason if not. */
export function mayProvision(
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  trail: TrailStep[],
): RefusalReason | undefined {
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
  return groupGate(identity, provider, trail);
}

/** Whether the person is in a group that may use this service. @returns the reason if not. */
export function groupGate(
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  trail: TrailStep[],
): RefusalReason | undefined {
  const wanted = provider.autoProvisionFromSecurityGroup ?? [];
  const membership = groupMembership(identity.claims, provider.groupsClaim, provider.groupsLimit);
  if (membership.state === 'unknown') {
    trail.push({
      step: 'group',
      finding: `the groups are not known: ${membership.because}`,
      mark: 'refused',
    });
    return 'groups_unknown';
  }
  if (!membership.groups.some((group) => wanted.includes(group))) {
    trail.push({
      step: 'group',
      finding: `none of ${membership.groups.length} groups may use this service`,
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
