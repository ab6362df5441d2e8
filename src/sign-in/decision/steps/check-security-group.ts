import { isGuid } from '#src/config/settings/validators.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ProviderQuestion, RefusalReason } from '../decision.js';
import type { Answer } from '../steps.js';
import { passed, refused, settingOf } from '../trail.js';
import type { LookUps } from '../look-ups.js';
import type { MatchedAccount } from './match-account/match-account.js';
import { type Membership, readGroups } from './read-groups.js';

const STEP = 'group';

/**
 * Is the person in a group that may use this service? Asked before an account is made; at every sign-in only where the
 * settings say so (`securityGroupCheck`).
 */
export async function checkSecurityGroup(
  facts: Pick<ProviderQuestion, 'identity' | 'provider'> & Pick<MatchedAccount, 'account'>,
  lookUps: Pick<LookUps, 'groups'>,
): Promise<Answer<{ membership?: Membership }>> {
  const { provider, account } = facts;
  const allowed = provider.autoProvisionFromSecurityGroup;
  if (!allowed || (account && provider.securityGroupCheck !== 'everySignIn')) return { facts: {} };
  const { membership, trail } = await readGroups(facts, lookUps);
  const obstacle = outsideGroups(membership, allowed);
  if (obstacle)
    return {
      refused: obstacle.reason,
      trail: [...trail, refused(STEP, obstacle.finding, settingOf(provider, obstacle.setting))],
    };
  return {
    facts: { membership },
    trail: [
      ...trail,
      passed(
        STEP,
        'the person is in a group that may use this service',
        settingOf(provider, 'autoProvisionFromSecurityGroup'),
      ),
    ],
  };
}

function outsideGroups(
  membership: Membership,
  allowed: string[],
): { reason: RefusalReason; finding: string; setting: keyof IdentityProviderSettings } | undefined {
  if (membership.state === 'unknown')
    return {
      reason: 'groups_unknown',
      finding: `the groups are not known: ${membership.because}`,
      setting: membership.overage ? 'groupOverage' : 'groupsClaim',
    };
  // Microsoft Graph gives object ids in lower case, so object ids are compared in lower case. Names are compared as
  // they are.
  const wanted = allowed.flatMap((group) => (isGuid(group) ? [group, group.toLowerCase()] : [group]));
  if (membership.groups.some((group) => wanted.includes(group))) return undefined;
  // Microsoft Graph gives ids only. It is unknown whether one of them is a group that the settings name, so the groups
  // are unknown.
  if (membership.fromGraph && wanted.some((group) => !isGuid(group)))
    return {
      reason: 'groups_unknown',
      finding:
        'the groups are not known: the settings name groups by name, but Microsoft Graph is asked by object id; list object ids',
      setting: 'autoProvisionFromSecurityGroup',
    };
  return {
    reason: 'not_in_group',
    finding:
      membership.because === undefined
        ? `none of the person’s groups (${membership.groups.length}) may use this service`
        : `the person is in no group (absentGroups): ${membership.because}`,
    setting: 'autoProvisionFromSecurityGroup',
  };
}
