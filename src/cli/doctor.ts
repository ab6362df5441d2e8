import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { ConnectionCheck } from '#src/administration/examination/connection-check.js';
import { examineExpiry } from '#src/administration/examination/examine-expiry.js';
import type { Report } from '#src/administration/examination/report.js';
import { lastExpiry } from '#src/clients/client-secrets.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { usesSecret } from '#src/config/settings/client.settings.js';
import type { Settings } from '#src/config/settings/settings.js';
import { ClocksApartError, DatabaseClock } from '#src/database/database-clock.js';
import { DomainError, errorForLog } from '#src/errors/domain-error.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { isOneProvider } from '#src/federation/set-up-provider.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { KeyRotation } from '#src/keys/key-rotation.js';
import { MailServer } from '#src/mail/mail-server.js';
import { LocalSignIn } from '#src/sign-in/password/local-sign-in.js';
import { SsoOnly } from '#src/sign-in/password/sso-only.js';
import { begin, withApplication } from './application.js';

const PASSWORDS = {
  everybody: 'offered: at least one account has a password',
  breakGlass: 'switched off, except for the accounts of breakGlassAccounts',
  nobody: 'not offered: passwords are switched off, or no account has a password',
};

/**
 * `wardkey doctor`: contacts everything that the configuration names and says what has to be repaired. Changes nothing.
 *
 * @throws DomainError after the report, when there is a problem.
 */
export async function doctor(options: { config?: string }): Promise<void> {
  let problems = 0;
  const report: Report = (mark, what, finding) => {
    if (mark === 'problem') problems += 1;
    process.stdout.write(`${mark.padEnd(8)} ${what}: ${finding}\n`);
  };
  const beginning = begin(options);
  const { settings, warnings, file, clock } = beginning;
  report('ok', 'configuration', file ?? 'built-in defaults');
  for (const { path, message } of warnings) report('warning', path, message);

  await withApplication(beginning, async (app) => {
    report('ok', 'database', 'answers, and its schema is up to date');
    for (const { key, problem } of await app.get(KeyRotation).list())
      if (problem !== undefined) report('problem', `signing key ${key.kid}`, problem);
    await examineClock(app.get(DatabaseClock), report);
    await examineClients(app.get(ClientDefinitions), clock.epoch(), report);
    const providers = app.get(IdentityProviders);
    const check = app.get(ConnectionCheck);
    const defined = await app.get(IdentityProviderDefinitions).all();
    if (!defined.some((one) => 'settings' in one && one.settings.enabled))
      report(
        'warning',
        'identity providers',
        'no identity provider is configured and enabled, so no person can sign in at one',
      );
    for (const definition of defined) await check.definition(definition, report);
    if (!isOneProvider(await providers.setUp())) await examineAccounts(app.get(AccountDirectory), report);
    await examineMail(settings, report);
    const offered = await app.get(LocalSignIn).offered();
    report('ok', 'sign-in by password', PASSWORDS[offered]);
    const ssoOnly = app.get(SsoOnly);
    for (const { path, message } of await ssoOnly.problems()) report('problem', path, message);
    for (const { path, message } of await ssoOnly.warnings(({ email, id }) => email ?? id))
      report('warning', path, message);
    const servers = app.get(FhirServers);
    if (servers.all.length === 0)
      report(
        'warning',
        'fhirServers',
        'no FHIR server is configured, so no person has a fhirUser and every sign-in is refused',
      );
    for (const server of servers.all) await check.fhirServer(server, report);
  });
  if (problems > 0)
    throw new DomainError({
      code: 'unwell',
      message: `${problems} problem${problems === 1 ? '' : 's'} to fix.`,
    });
}

async function examineClock(clock: DatabaseClock, report: Report): Promise<void> {
  try {
    await clock.mustAgree();
    report('ok', 'clock', 'agrees with that of the database');
  } catch (error) {
    if (!(error instanceof ClocksApartError)) throw error;
    report('problem', 'clock', error.message);
  }
}

const LAST_SECRET = {
  thing: 'its last secret',
  remedy: 'give it another one (wardkey client add-secret, or clientSecrets in the configuration file)',
};

async function examineClients(clients: ClientDefinitions, now: number, report: Report): Promise<void> {
  const defined = await clients.all();
  if (!defined.some(({ status }) => status === 'enabled'))
    report('warning', 'clients', 'no client is registered and enabled, so no app can get tokens');
  for (const definition of defined) {
    const { clientId, status, secrets } = definition;
    if ('problem' in definition)
      report('problem', clientId, `its definition in the database is not used: ${definition.problem}`);
    else if (status === 'pending')
      report(
        'warning',
        clientId,
        'registered by its developer, and waits for an administrator (wardkey client approve)',
      );
    else if (status === 'enabled' && usesSecret(definition.settings)) {
      if (!secrets.some(({ expiresAt }) => expiresAt === null || expiresAt > now))
        report('problem', clientId, 'has no valid secret, so it cannot authenticate');
      else examineExpiry(clientId, LAST_SECRET, lastExpiry(secrets), now, report);
    }
  }
}

/** Enough to begin with. The other accounts are only counted. */
const ACCOUNTS_NAMED = 10;

async function examineAccounts(directory: AccountDirectory, report: Report): Promise<void> {
  const { count, oldest } = await directory.withoutIdentityProvider(ACCOUNTS_NAMED);
  if (count === 0) return;
  const names = oldest.map(({ email, id }) => email ?? id).join(', ');
  const more = count > oldest.length ? `, and ${count - oldest.length} more` : '';
  const many = count === 1 ? '1 account does' : `${count} accounts do`;
  report(
    'warning',
    'accounts',
    `${many} not name the identity provider at which the person signs in, so no sign-in can match (set it with wardkey account set-provider): ${names}${more}`,
  );
}

async function examineMail({ mail }: Settings, report: Report): Promise<void> {
  if (!mail) {
    report('ok', 'mail', 'no mail server is configured, so invitations are not mailed');
    return;
  }
  try {
    await new MailServer(mail).greet();
    report('ok', 'mail', 'the mail server answers, and accepts the user and password if they are set');
  } catch (error) {
    report('problem', 'mail', errorForLog(error));
  }
}
