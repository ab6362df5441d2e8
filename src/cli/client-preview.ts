import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { PersonInQuestion } from '#src/authorization-server/preview/previewed-people.js';
import { TokenPreview } from '#src/authorization-server/preview/token-preview.js';
import { DomainError } from '#src/errors/domain-error.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { type ClientOptions, withClients } from './client.js';
import { claimsIn } from './explain.js';
import { findAccount } from './account.js';
import { print } from './output.js';

export interface PreviewOptions extends ClientOptions {
  scope: string;
  account?: string;
  /** With `claims`, instead of an account. */
  provider?: string;
  claims?: string;
  fhirServer?: string;
  patient?: string;
  launchPatient?: string;
}

/** `wardkey client preview <client>`: prints which tokens the client would get. No token is made. */
export async function previewClient(clientId: string, options: PreviewOptions): Promise<void> {
  const { scope, account, provider, claims, fhirServer, patient, launchPatient } = options;
  if ((provider === undefined) !== (claims === undefined) || (account !== undefined && claims !== undefined))
    throw new DomainError({
      code: 'option_invalid',
      message:
        'Give --account for a person who has an account, --provider and --claims for one who would sign in, or none of them for a client that asks for itself.',
    });
  await withClients(options, async ({ get }) => {
    const person: PersonInQuestion | undefined =
      account !== undefined
        ? {
            accountId: (
              await findAccount(account, { accounts: get(AccountStore), directory: get(AccountDirectory) })
            ).id,
          }
        : provider !== undefined && claims !== undefined
          ? { identityProvider: provider, claims: claimsIn(claims) }
          : undefined;
    const launch = launchPatient === undefined ? undefined : { patient: launchPatient };
    const question = { clientId, person, scope, fhirServer, patient, launch };
    print(await get(TokenPreview).of(question, COMMAND_LINE));
  });
}
