import { BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import type { ProfileUpdate } from '#src/accounts/account.store.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { STANDARD_SCOPE_CLAIMS } from '#src/config/claim-names.js';
import { FhirUserSettings } from '#src/config/settings/settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { isOneProvider } from '#src/federation/provider-entry.js';
import { isDurable, matchAccount } from './steps/match-account.js';
import { readText } from './claims/claim-reference.js';
import { copiedClaims } from './steps/copy-claims.js';
import type { Decision, RefusalReason, ServerInQuestion, TrailStep } from './decision.js';
import { decideFhirUser, type FhirUserFacts, type FoundFhirUser } from './steps/find-fhir-user.js';
import { type AddressJudge, addressJudge } from './claims/identifying-address.js';
import { isShared } from './steps/link-reach.js';
import { groupGate, mayProvision, membershipOf } from './steps/check-provisioning.js';
import type { LocalWorld, World } from './world.js';

/**
 * Decides whether a verified person may come in, which account that is, and which FHIR resource.
 *
 * One function, read from top to bottom; it changes nothing. The real sign-in, `wardkey explain` and tests all run this
 * one, so its trail is the answer to "why was this person refused?".
 *
 * @param server the FHIR server the request is about; undefined when it is not known, though it should be.
 */
export async function decide(
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  server: ServerInQuestion,
  world: World,
  settings: FhirUserSettings = new FhirUserSettings(),
): Promise<Decision> {
  const trail: TrailStep[] = [];
  const refuse = (reason: RefusalReason, account?: Account): Decision => refusal(reason, trail, account);

  const providers = await world.providers.setUp();
  const addresses = addressJudge(identity.claims, provider, isOneProvider(providers));
  const match = await matchAccount(identity, provider, { providers, addresses }, world.accounts, trail);
  if (match.found === 'several') return refuse('several_accounts');
  if (match.found === 'ofAnother') return refuse('account_of_another_provider', match.account);
  if (match.found === 'conflict') return refuse('link_conflict', match.account);
  if (match.found === 'notActivated') return refuse('not_activated');
  const account = match.found === 'none' ? undefined : match.account;
  const link =
    match.found === 'linked' ? await world.accounts.linkOf(identity.issuer, identity.subject) : undefined;
  // Removed or moved since it was found, a moment ago.
  if (match.found === 'linked' && link?.accountId !== account?.id) return refuse('link_conflict', account);

  if (account && !isActive(account, trail)) return refuse('account_deactivated', account);
  const groups = membershipOf(identity, provider, world.groups, trail);
  if (!account) {
    const reason = await mayProvision(provider, groups, trail);
    if (reason) return refuse(reason);
  } else if (provider.securityGroupCheck === 'everySignIn' && provider.autoProvisionFromSecurityGroup) {
    const reason = await groupGate(provider, groups, trail);
    if (reason) return refuse(reason, account);
  }

  const copied = await copiedClaims(identity.claims, provider, groups, trail);
  const links = account ? await world.accounts.identitiesOf(account.id) : [];
  const known = {
    account,
    isTheirs: match.found === 'linked' || (match.found === 'matched' && isDurable(match.by, provider)),
    shared: isShared(links, identity.issuer, provider, providers),
  };
  const update = await profileUpdate(identity, provider, known, { copied, addresses }, world, trail);
  if ('refused' in update) return refuse(update.refused);

  const facts = {
    copied: copied.claims,
    account,
    linkId: link?.id,
    claims: identity.claims,
    addresses,
  };
  const found = await fhirUserFor(facts, provider, server, settings, world, trail);
  if ('refused' in found) return refuse(found.refused, account);
  return {
    outcome: account ? 'signIn' : 'provision',
    account: account
      ? { ...described(account), ...(update.displayName ? { displayName: update.displayName } : {}) }
      : { displayName: update.displayName, email: update.email?.address },
    epochs: { ...epochsOf(account), ...(link ? { link } : {}) },
    fhirUser: found.fhirUser,
    ...(match.found === 'matched' ? { linkedBy: match.by } : {}),
    update: { ...update, ...found.update },
    trail,
  };
}

/**
 * The same decision for a person whom a password has shown to be the owner of this account: no claims, nothing to link,
 * and everything else as above.
 *
 * @param trail what was found on the way here.
 */
export async function decideLocally(
  account: Account,
  server: ServerInQuestion,
  world: LocalWorld,
  trail: TrailStep[],
  settings: FhirUserSettings = new FhirUserSettings(),
): Promise<Decision> {
  if (!isActive(account, trail)) return refusal('account_deactivated', trail, account);
  const facts = { copied: {}, account, linkId: BY_PASSWORD, claims: {}, addresses: NO_ADDRESS };
  const found = await fhirUserFor(facts, undefined, server, settings, world, trail);
  if ('refused' in found) return refusal(found.refused, trail, account);
  const { fhirUser, update } = found;
  return {
    outcome: 'signIn',
    account: described(account),
    epochs: epochsOf(account),
    fhirUser,
    update,
    trail,
  };
}

/** Nobody speaks for an address where no provider speaks. */
const NO_ADDRESS: AddressJudge = () => ({ identifies: false, finding: 'no provider speaks here' });

function refusal(reason: RefusalReason, trail: TrailStep[], account?: Account): Decision {
  return { outcome: 'refuse', reason, ...(account ? { account: described(account) } : {}), trail };
}

function isActive(account: Account, trail: TrailStep[]): boolean {
  if (account.status === 'active') return true;
  trail.push({ step: 'account.status', finding: 'the account has been switched off', mark: 'refused' });
  return false;
}

/** Who the person is on the FHIR server of the request, and what of it to keep. */
async function fhirUserFor(
  facts: FhirUserFacts,
  provider: IdentityProviderSettings | undefined,
  server: ServerInQuestion,
  settings: FhirUserSettings,
  world: LocalWorld,
  trail: TrailStep[],
): Promise<{ refused: RefusalReason } | { fhirUser?: FoundFhirUser; update: ProfileUpdate }> {
  if (server === 'notAsked') {
    trail.push({
      step: 'fhirServer',
      finding: 'the request is about no FHIR server and asks for nothing of one',
      mark: 'noted',
    });
    return { update: {} };
  }
  if (!server) {
    trail.push({
      step: 'fhirServer',
      finding: 'the request names no FHIR server and none is the default',
      mark: 'refused',
    });
    return { refused: 'no_fhir_server' };
  }
  const found = await decideFhirUser(facts, provider, server, settings, world, trail);
  if ('refused' in found) return found;
  const { resourceType, id, source } = found.fhirUser;
  const confirmed = !trail.some(({ step }) => step === 'fhirUser.unavailable');
  return {
    fhirUser: found.fhirUser,
    // What was only kept must not look freshly found.
    update: confirmed ? { fhirUser: { fhirServer: server.name, resourceType, resourceId: id, source } } : {},
  };
}

/** Name, e-mail and kept claims, as the ID token has them now; nothing of an account that is not this provider’s alone. */
async function profileUpdate(
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  known: { account: Account | undefined; isTheirs: boolean; shared: boolean },
  said: { copied: Awaited<ReturnType<typeof copiedClaims>>; addresses: AddressJudge },
  world: World,
  trail: TrailStep[],
): Promise<ProfileUpdate | { refused: RefusalReason }> {
  const { claims, forgetClaims } = said.copied;
  if (known.shared) {
    trail.push({
      step: 'account.profile',
      finding: 'left as it is: another provider is linked to the account, too',
      mark: 'noted',
    });
    // What stands beside the name is left with it; the rest is this provider’s own word, kept with its own link.
    return { claims: omit(claims, STANDARD_SCOPE_CLAIMS), forgetClaims };
  }
  const name = readText(identity.claims, 'name')?.slice(0, 255);
  const update: ProfileUpdate = {
    claims,
    forgetClaims,
    // Only news: an account that did not change keeps its version.
    displayName: name === known.account?.displayName ? undefined : name,
  };
  // Where accounts are connected by hand their address is the one registered here, whatever the provider calls its own.
  if (provider.linking === 'oneTimeCode') return update;
  const address = readText(identity.claims, 'email');
  // An address learnt by matching on that very address is no news; it follows only what is never given to somebody else.
  if (address === undefined || address.length > 320 || (known.account && !known.isTheirs)) return update;
  const { identifies: verified, finding, foreign } = said.addresses(address);
  const key = emailKey(address);
  const owners = key === undefined ? [] : await world.accounts.findByEmailKey(key);
  if (owners.some((owner) => owner.id !== known.account?.id)) {
    if (!known.account) {
      trail.push({
        step: 'account.email',
        finding: 'another account has this e-mail address; an administrator must link them',
        mark: 'refused',
      });
      return { refused: 'email_of_another_account' };
    }
    trail.push({
      step: 'account.email',
      finding: 'left as it is: another account has the new address',
      mark: 'noted',
    });
    return update;
  }
  // What the account is known by already stays so: a provider that says nothing of it takes nothing back.
  const comparable = verified || (key !== undefined && key === known.account?.emailKey);
  if (foreign && !comparable && known.account?.emailKey) {
    const stays = 'the registered address stays: the new one is not this provider’s to change it to';
    trail.push({ step: 'account.email', finding: `${stays}: ${finding}`, mark: 'noted' });
    return update;
  }
  const unchanged =
    known.account?.email === address && known.account.emailKey === (comparable ? (key ?? null) : null);
  if (!unchanged) {
    update.email = { address, verified: comparable };
    trail.push({
      step: 'account.email',
      finding: `${comparable ? 'the address becomes the registered one' : 'the address is for showing only'}: ${finding}`,
      mark: 'noted',
    });
  }
  return update;
}

function omit(claims: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}

function epochsOf(account: Account | undefined) {
  const { epoch = 0, version = 1, linkVersion = 0 } = account ?? {};
  return { account: epoch, version, linkVersion };
}

function described(account: Account) {
  return { id: account.id, displayName: account.displayName ?? undefined, email: account.email ?? undefined };
}
