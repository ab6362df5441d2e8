import type { SignInNow } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { epochNames, type Epochs, sameEpochs } from './epochs.js';
import type { GrantContext } from './grant-context.entity.js';

/** Why access does not stand any more. */
export type NotStanding =
  | 'signed_in_as_another'
  | 'account_not_active'
  | 'account_ended'
  | 'way_in_ended'
  | 'password_not_permitted'
  | 'shared_count_raised'
  | 'session_over'
  | 'another_person';

/** What the access is for: a client, on these FHIR servers (by name). */
export interface AccessTarget {
  clientId: string;
  fhirServers: readonly string[];
}

/**
 * Why a sign-in has ended; undefined when it has not.
 *
 * @param signIn with the counts at the time it was made, and the counts now.
 * @param accountId of the account that the access was given to.
 */
export function whySignInEnded(
  { accountId: of, epochs, now }: SignInNow,
  accountId: string | null | undefined,
): NotStanding | undefined {
  if (of !== accountId) return 'signed_in_as_another';
  if (now.status !== 'active') return 'account_not_active';
  if (now.account !== epochs.account) return 'account_ended';
  return now.way === epochs.way ? undefined : 'way_in_ended';
}

/**
 * Why a sign-in that has not ended does not give this access; undefined when it does.
 *
 * @param shared the counts now: of everything, of the client and of the FHIR servers.
 * @param passwordPermitted whether the account may sign in by password. Only used when this sign-in was by password.
 */
export function whyNotOpened(
  { linkId, epochs }: SignInNow,
  { clientId, fhirServers }: AccessTarget,
  { shared, passwordPermitted }: { shared: Epochs; passwordPermitted: boolean },
): NotStanding | undefined {
  if (linkId === null && !passwordPermitted) return 'password_not_permitted';
  const names = epochNames(clientId, fhirServers);
  return sameEpochs(names, epochs.shared, shared) ? undefined : 'shared_count_raised';
}

/**
 * Why a Grant does not stand although its sign-in does; undefined when it stands.
 *
 * @param sessionAccountId the account of the browser session that the Grant was made in; undefined when that session is
 * over.
 * @param personEpoch the count now of who the person is on the Grant’s FHIR server.
 */
export function whyGrantEnded(
  { accountId, sessionUid, fhirUserServer, fhirUserEpoch }: GrantContext,
  { sessionAccountId, personEpoch }: { sessionAccountId?: string; personEpoch?: number },
): NotStanding | undefined {
  // What the person allowed "until you sign out" (`online_access`) lives as long as that browser’s session.
  if (sessionUid !== null && sessionAccountId !== accountId) return 'session_over';
  // When a person turns out to be another FHIR resource than before, access that was given to the former resource ends.
  return fhirUserServer !== null && personEpoch !== fhirUserEpoch ? 'another_person' : undefined;
}
