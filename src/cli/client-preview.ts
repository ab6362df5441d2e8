import type { INestApplicationContext } from '@nestjs/common';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { PersonInQuestion } from '#src/authorization-server/preview/previewed-people.js';
import { DomainError } from '#src/errors/domain-error.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { begin, changing, withApplication } from './application.js';
import type { ClientOptions } from './client.js';
import { claimsIn } from './explain.js';
import { findAccount } from './account.js';

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
  // It loads the engine, which no other command needs.
  const { TokenPreviewModule } = await import('#src/authorization-server/preview/token-preview.module.js');
  const { TokenPreview } = await import('#src/authorization-server/preview/token-preview.js');
  const work = (app: INestApplicationContext) =>
    changing(app, async () => {
      const person = await personIn(options, app);
      const launch = launchPatient === undefined ? undefined : { patient: launchPatient };
      const question = { clientId, person, scope, fhirServer, patient, launch };
      return app.get(TokenPreview, { strict: false }).of(question, COMMAND_LINE);
    });
  await withApplication(begin(options), work, false, [TokenPreviewModule]);
}

async function personIn(
  { account, provider, claims }: PreviewOptions,
  app: INestApplicationContext,
): Promise<PersonInQuestion | undefined> {
  if (account !== undefined) {
    const rooms = { accounts: app.get(AccountStore), directory: app.get(AccountDirectory) };
    return { accountId: (await findAccount(account, rooms)).id };
  }
  return provider !== undefined && claims !== undefined
    ? { identityProvider: provider, claims: claimsIn(claims) }
    : undefined;
}
