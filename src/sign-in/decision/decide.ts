import { BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import type { ProfileUpdate } from '#src/accounts/account.store.js';
import type { FhirUserSettings } from '#src/config/settings/settings.js';
import type { DecidedAccount, Decision, ProviderQuestion, ServerInQuestion } from './decision.js';
import { type Outcome, Steps } from './steps.js';
import { checkFhirServer } from './steps/check-fhir-server.js';
import { checkLink } from './steps/check-link.js';
import { checkProvisioning } from './steps/check-provisioning.js';
import { checkSecurityGroup } from './steps/check-security-group.js';
import { checkSharing } from './steps/check-sharing.js';
import { checkStatus } from './steps/check-status.js';
import { copyClaims } from './steps/copy-claims.js';
import type { FhirUserFacts, FhirUserFound } from './steps/find-fhir-user/facts.js';
import { findFhirUser } from './steps/find-fhir-user/find-fhir-user.js';
import { judgeAddresses } from './steps/judge-addresses.js';
import { matchAccount } from './steps/match-account/match-account.js';
import { updateEmail } from './steps/update-email.js';
import { updateProfile } from './steps/update-profile.js';
import type { Trail } from './trail.js';
import type { PasswordLookUps, LookUps } from './look-ups.js';

/** The steps for a person whom an identity provider has verified. */
const AT_PROVIDER = Steps.startingWith<ProviderQuestion, LookUps>()
  .ask(judgeAddresses)
  .ask(matchAccount)
  .ask(checkLink)
  .ask(checkStatus)
  .ask(checkProvisioning)
  .ask(checkSecurityGroup)
  .ask(copyClaims)
  .ask(checkSharing)
  .ask(updateProfile)
  .ask(updateEmail)
  .ask(checkFhirServer)
  .ask(findFhirUser);

/** The steps for a person who has proved by a password that they own an account. */
const BY_A_PASSWORD = Steps.startingWith<PasswordFacts, PasswordLookUps>()
  .ask(checkStatus)
  .ask(checkFhirServer)
  .ask(findFhirUser);

/**
 * Decides whether a verified person may sign in, to which account, and as which FHIR resource.
 *
 * It changes nothing. The real sign-in, `wardkey explain` and the tests all run this function, so its trail answers the
 * question "why was this person refused?".
 */
export async function decide(question: ProviderQuestion, lookUps: LookUps): Promise<Decision> {
  const outcome = await AT_PROVIDER.run(question, lookUps);
  if ('refused' in outcome) return refusal(outcome);
  const { facts, trail } = outcome;
  const { account, link, linkedBy, profile, email } = facts;
  const { displayName } = profile;
  return {
    outcome: account ? 'signIn' : 'provision',
    account: account
      ? { ...described(account), ...(displayName ? { displayName } : {}) }
      : { displayName, email: email?.address },
    epochs: { ...epochsOf(account), ...(link ? { link } : {}) },
    fhirUser: facts.fhirUser,
    ...(linkedBy === undefined ? {} : { linkedBy }),
    update: { ...profile, email, ...fhirUserUpdate(facts) },
    trail,
  };
}

/**
 * The same decision for a person who has proved by a password that they own this account. There are no claims and no
 * link; the rest is as above.
 *
 * @param before the findings of the steps before.
 */
export async function decideLocally(
  question: PasswordQuestion,
  lookUps: PasswordLookUps,
  before: Trail,
): Promise<Decision> {
  const outcome = await BY_A_PASSWORD.run({ ...question, ...NO_PROVIDER }, lookUps);
  const trail = [...before, ...outcome.trail];
  if ('refused' in outcome) return refusal({ ...outcome, trail });
  const { facts } = outcome;
  return {
    outcome: 'signIn',
    account: described(question.account),
    epochs: epochsOf(question.account),
    fhirUser: facts.fhirUser,
    update: fhirUserUpdate(facts),
    trail,
  };
}

/** The question about a person who signed in by password. */
export interface PasswordQuestion {
  account: Account;
  server: ServerInQuestion;
  settings: FhirUserSettings;
}

type PasswordFacts = PasswordQuestion & typeof NO_PROVIDER;

/** The facts in place of those of an identity provider: no claims, and no address that is vouched for. */
const NO_PROVIDER = {
  provider: undefined,
  identity: { claims: {} },
  addresses: () => ({ identifies: false, finding: 'a sign-in by password has no identity provider' }),
  copied: { claims: {} },
  link: { id: BY_PASSWORD },
} satisfies Partial<FhirUserFacts>;

function refusal({ refused, account, trail }: Extract<Outcome<unknown>, { refused: unknown }>): Decision {
  return { outcome: 'refuse', reason: refused, ...(account ? { account: described(account) } : {}), trail };
}

/**
 * What to store about the FHIR resource of the person. A resource that was only found earlier must not look freshly
 * found.
 */
function fhirUserUpdate({
  fhirServer,
  fhirUser,
  isConfirmed,
}: FhirUserFound & Pick<FhirUserFacts, 'fhirServer'>): Pick<ProfileUpdate, 'fhirUser'> {
  if (!fhirServer || !fhirUser || !isConfirmed) return {};
  const { resourceType, id, source } = fhirUser;
  return { fhirUser: { fhirServer: fhirServer.name, resourceType, resourceId: id, source } };
}

function epochsOf(account: Account | undefined) {
  const { epoch = 0, version = 1, linkVersion = 0 } = account ?? {};
  return { account: epoch, version, linkVersion };
}

function described(account: Account): DecidedAccount {
  return { id: account.id, displayName: account.displayName ?? undefined, email: account.email ?? undefined };
}
