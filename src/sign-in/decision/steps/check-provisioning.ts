import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import { passed, refused, settingOf } from '../trail.js';
import type { MatchedAccount } from './match-account/match-account.js';

const STEP = 'provision.policy';

/** May an account be made for an unknown person? If only members of a group may have one, the next step checks that. */
export function checkProvisioning({
  provider,
  account,
}: Pick<ProviderQuestion, 'provider'> & Pick<MatchedAccount, 'account'>): Answer<object> {
  if (account) return { facts: {} };
  const about = settingOf(provider, 'allowAutoProvision');
  if (!provider.allowAutoProvision) {
    const finding = 'accounts are not made at sign-in (allowAutoProvision is off)';
    return { refused: 'no_account', trail: [refused(STEP, finding, about)] };
  }
  if (provider.autoProvisionFromSecurityGroup !== undefined) return { facts: {} };
  return { facts: {}, trail: [passed(STEP, 'accounts are made at sign-in for every person', about)] };
}
