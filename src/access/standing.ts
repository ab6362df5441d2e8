import type { SignInNow } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { epochNames, type Epochs, sameEpochs } from './epochs.js';
import type { GrantContext } from './grant-context.entity.js';

/** Why something that was given does not stand any more. */
export type NotStanding =
  | 'signed_in_as_another'
  | 'account_not_active'
  | 'account_ended'
  | 'way_in_ended'
  | 'password_not_permitted'
  | 'shared_count_raised'
  | 'session_over'
  | 'another_person';

/** What a sign-in is to open: a client, on these FHIR servers (by name). */
export interface Opened {
  clientId: string;
  fhirServers: readonly string[];
}

/**
 * Why a sign-in has ended; undefined when it has not.
 *
 * @param signIn with the counts it was made under, and those of now.
 * @param accountId of whoever was given something by it.
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
 * Why a sign-in that has not ended does not open this; undefined when it does.
 *
 * @param shared the counts of now: of everything, of the client and of the FHIR servers.
 * @param passwordPermitted whether somebody may come in by password; counts only where this one has.
 */
export function whyNotOpened(
  { linkId, epochs }: SignInNow,
  { clientId, fhirServers }: Opened,
  { shared, passwordPermitted }: { shared: Epochs; passwordPermitted: boolean },
): NotStanding | undefined {
  if (linkId === null && !passwordPermitted) return 'password_not_permitted';
  const names = epochNames(clientId, fhirServers);
  return sameEpochs(names, epochs.shared, shared) ? undefined : 'shared_count_raised';
}

/**
 * Why a Grant does not stand although its sign-in does; undefined when it stands.
 *
 * @param sessionAccountId whose the browser’s session is that it was made in; undefined when it is over.
 * @param personEpoch the count of who the person is now on the Grant’s FHIR server.
 */
export function whyGrantEnded(
  { accountId, sessionUid, fhirUserServer, fhirUserEpoch }: GrantContext,
  { sessionAccountId, personEpoch }: { sessionAccountId?: string; personEpoch?: number },
): NotStanding | undefined {
  // What was allowed "until you sign out" (`online_access`) lives as long as that browser’s session.
  if (sessionUid !== null && sessionAccountId !== accountId) return 'session_over';
  // Whoever is found to be another resource than before is given nothing by what the former one was given.
  return fhirUserServer !== null && personEpoch !== fhirUserEpoch ? 'another_person' : undefined;
}
