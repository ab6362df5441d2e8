import type { Account } from '#src/accounts/account.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import { readText } from '../../claims/claim-reference.js';
import { isAddressClaim } from '../../claims/searched-values.js';
import type { AddressVerdict } from '../../claims/identifying-address.js';
import type { ProviderQuestion } from '../../decision.js';
import type { LookUps } from '../../look-ups.js';
import type { AddressFacts } from '../judge-addresses.js';

/** The accounts that have this value; or why the value is not used. */
export type AccountsOfKey =
  { accounts: Account[]; because?: string } | { skipped: string; setting?: AddressVerdict['setting'] };

/** Which accounts have the value of this claim as their address or their external id? */
export async function accountsOfKey(
  key: string,
  facts: Pick<ProviderQuestion, 'identity' | 'provider'> & Pick<AddressFacts, 'addresses'>,
  accounts: LookUps['accounts'],
): Promise<AccountsOfKey> {
  const { identity, provider, addresses } = facts;
  const value = readText(identity.claims, key);
  if (value === undefined) return { skipped: `the ID token has no usable claim ${key}` };
  if (key !== 'email') {
    // The rule for addresses also applies to an address in another claim.
    const verdict = isAddressClaim(key) && value.includes('@') ? addresses(value) : undefined;
    if (verdict && !verdict.identifies)
      return {
        skipped: `the e-mail address in it does not identify a person: ${verdict.finding}`,
        setting: verdict.setting,
      };
    const schemes = key === 'sub' ? [provider.scheme] : [provider.scheme, ...provider.linkTo];
    return { accounts: await accounts.findByExternalId(value, ...schemes) };
  }
  const { identifies, finding, setting } = addresses(value);
  if (!identifies) return { skipped: `the e-mail address does not identify a person: ${finding}`, setting };
  const found = await accounts.findByEmailKey(emailKey(value) ?? '');
  return { accounts: found, because: `the e-mail address may identify a person: ${finding}` };
}
