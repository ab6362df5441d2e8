import { emailKey } from '#src/accounts/email-key.js';
import {
  type IdentityProviderSettings,
  NOT_VERIFIED,
} from '#src/config/settings/identity-provider.settings.js';
import { readClaim } from './claim-reference.js';

/** Whether an address may identify its owner here, and which fact says so. The finding never contains the address. */
export interface AddressVerdict {
  identifies: boolean;
  finding: string;
  /** The identity provider says neither yes nor no. */
  silent?: true;
  /** The identity provider is not allowed to vouch for this address. */
  foreign?: true;
  /** The setting because of which it does not identify. */
  setting?: 'trustEmail' | 'trustEmailDomains' | 'verifiedEmailClaim' | 'verifiedEmailValues';
}

/** Answers the question for the claims of one sign-in. */
export type AddressJudge = (address: string) => AddressVerdict;

/**
 * The one rule for "may this e-mail address identify a person here". Account matching, searches on a FHIR server, and
 * the registered address of an account all use it. An identity provider can vouch for its own domains only.
 *
 * @param alone whether no other identity provider is set up here. Only then may the settings leave out the domains.
 */
export function addressJudge(
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
  alone: boolean,
): AddressJudge {
  return (address) => {
    const no = (finding: string, setting?: AddressVerdict['setting']): AddressVerdict => ({
      identifies: false,
      finding,
      ...(setting ? { setting } : {}),
    });
    if (provider.trustEmail === 'never')
      return no(
        'no e-mail address from this identity provider identifies a person (trustEmail: never)',
        'trustEmail',
      );
    const key = emailKey(address);
    if (key === undefined) return no('its form is one that is never compared');
    const { trustEmailDomains } = provider;
    if (trustEmailDomains.length === 0 && (!alone || provider.trustEmail === 'always'))
      return no(
        'the settings name no domain for which this identity provider may vouch (trustEmailDomains)',
        'trustEmailDomains',
      );
    if (trustEmailDomains.length > 0 && !trustEmailDomains.some((domain) => isOfDomain(key, domain)))
      return {
        ...no('this identity provider may not vouch for its domain (trustEmailDomains)', 'trustEmailDomains'),
        foreign: true,
      };
    if (provider.trustEmail === 'always')
      return { identifies: true, finding: 'the settings vouch for its domain (trustEmail: always)' };
    return saidVerified(key, claims, provider);
  };
}

function isOfDomain(key: string, domain: string): boolean {
  const [, ofKey] = key.split('@');
  return emailKey(`x@${domain}`) === `x@${ofKey}`;
}

/** What the claims in the settings say about the address. A claim that says no outweighs a claim that says yes. */
function saidVerified(
  key: string,
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
): AddressVerdict {
  const names = provider.verifiedEmailClaim;
  const sent = names.flatMap((name) => {
    const value = readClaim(claims, name);
    return value === undefined || value === null
      ? []
      : [{ name, value, means: meaning(name, value, key, provider) }];
  });
  const [first] = sent;
  if (!first) {
    const missing = names.length > 0 ? `no ${names.join(' or ')} is sent` : 'verifiedEmailClaim is empty';
    const finding = `no claim says that it is verified: ${missing}`;
    return { identifies: false, silent: true, finding, setting: 'verifiedEmailClaim' };
  }
  const decisive =
    sent.find(({ means }) => means === 'not verified') ??
    sent.find(({ means }) => means === 'verified' || means === 'listed') ??
    first;
  const finding = `${decisive.name} is ${shown(decisive.value)}, ${READ_AS[decisive.means]}`;
  if (decisive.means === 'listed') return { identifies: true, finding };
  if (decisive.means === 'unknown') return { identifies: false, finding, setting: 'verifiedEmailValues' };
  if (decisive.means !== 'verified') return { identifies: false, finding };
  // These claims are about the claim `email`, and not about an address in another claim, such as a user name.
  return emailKey(readClaim(claims, 'email')) === key
    ? { identifies: true, finding }
    : {
        identifies: false,
        finding: `${finding}, but that is about the claim email, which has another address`,
      };
}

type Meaning = 'verified' | 'listed' | 'not verified' | 'unknown';

const READ_AS: Record<Meaning, string> = {
  verified: 'read as verified',
  listed: 'which contains this address, read as verified',
  'not verified': 'read as not verified',
  unknown: 'which is not a known value for verified (verifiedEmailValues)',
};

/**
 * Accepts the spellings of real identity providers: `true`; Cognito’s and JumpCloud’s "true"; for `xms_edov` also
 * Entra’s 1 and "1".
 */
function meaning(name: string, value: unknown, key: string, provider: IdentityProviderSettings): Meaning {
  if ([value].flat().some((one) => emailKey(one) === key)) return 'listed';
  if (typeof value === 'object') return 'unknown';
  const text = String(value);
  if (NOT_VERIFIED.test(text)) return 'not verified';
  if (text === 'true' || (name === 'xms_edov' && text === '1')) return 'verified';
  return provider.verifiedEmailValues.includes(text) ? 'verified' : 'unknown';
}

const LONGEST_SHOWN = 20;

/** The value as it was sent, with its type. Leaves out all that could be an address or make the trail too long. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length > LONGEST_SHOWN || value.includes('@') ? 'text' : `${JSON.stringify(value)} (text)`;
}
