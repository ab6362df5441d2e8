import { NestFactory } from '@nestjs/core';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { ClientRegistry } from '#src/clients/client-registry.js';
import { loadConfiguration } from '#src/config/load-configuration.js';
import { usesSecret } from '#src/config/settings/client.settings.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { epochNow } from '#src/database/epoch-column.js';
import type { Settings } from '#src/config/settings/settings.js';
import { DomainError, errorForLog } from '#src/errors/domain-error.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { isOneProvider } from '#src/federation/provider-entry.js';
import { counterpartOf } from '#src/federation/provider-counterpart.js';
import { ProviderMetadataSource } from '#src/federation/provider-metadata.js';
import { UpstreamLogout } from '#src/federation/upstream-logout.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/egress.js';
import { MailServer } from '#src/mail/mail-server.js';
import { LocalSignIn } from '#src/sign-in/local-sign-in.js';
import { SsoOnly } from '#src/sign-in/sso-only.js';
import { CommandLineModule } from '../command-line.module.js';
import { examineFhirServer } from './fhir-server-examination.js';
import type { Report } from './report.js';

/** More than this, and ID tokens are refused as expired or not valid yet. */
const MAX_CLOCK_DIFFERENCE_SECONDS = 30;

const PASSWORDS = {
  everybody: 'offered: some account has a password',
  breakGlass: 'switched off, but for accounts of breakGlassAccounts',
  nobody: 'not offered: passwords are switched off, or no account has one',
};

/**
 * `wardkey doctor`: reaches everything the configuration names and says what to mend. Changes nothing.
 *
 * @throws DomainError after the report, when there is a problem.
 */
export async function doctor(options: { config?: string }): Promise<void> {
  let problems = 0;
  const report: Report = (mark, what, finding) => {
    if (mark === 'problem') problems += 1;
    process.stdout.write(`${mark.padEnd(8)} ${what}: ${finding}\n`);
  };
  const { settings, warnings, file } = loadConfiguration({ path: options.config });
  report('ok', 'configuration', file ?? 'built-in defaults');
  for (const { path, message } of warnings) report('warning', path, message);

  const app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(settings), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    report('ok', 'database', 'answers, and its schema is up to date');
    await examineClients(app.get(ClientRegistry), report);
    const providers = app.get(IdentityProviders);
    const entries = await providers.entries();
    const besideOthers = await providers.problemsBesideOthers();
    if (!entries.some((entry) => 'provider' in entry && entry.provider.enabled))
      report('warning', 'identity providers', 'none is configured and switched on, so nobody can sign in');
    for (const entry of entries) {
      if ('problem' in entry) {
        report('problem', entry.scheme, `left out of the ${entry.origin}: ${entry.problem}`);
        if (entries.length > 1)
          report(
            'warning',
            entry.scheme,
            'it counts as a provider all the same: addresses of the others identify within their trustEmailDomains only, and accounts must say for whom they wait',
          );
        continue;
      }
      const { provider, scheme, origin } = entry;
      for (const beside of besideOthers.filter((one) => one.scheme === scheme))
        report('problem', scheme, `${beside.path} ${beside.message}`);
      report('ok', scheme, `set up in the ${origin}${provider.enabled ? '' : ', switched off'}`);
      report('ok', scheme, `redirect URI to register: ${providers.callbackUrl(provider)}`);
      const returnUrl = app.get(UpstreamLogout).returnUrl(scheme);
      await examineProvider(provider, returnUrl, app.get(ProviderMetadataSource), app.get(Egress), report);
    }
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
        'none is configured, so nobody has a fhirUser and every sign-in is refused',
      );
    for (const server of servers.all)
      await examineFhirServer(server, app.get(FhirClients), settings.fhirUser, report);
  } finally {
    await app.close();
  }
  if (problems > 0)
    throw new DomainError({
      code: 'unwell',
      message: `${problems} problem${problems === 1 ? '' : 's'} to mend.`,
    });
}

async function examineClients(clients: ClientRegistry, report: Report): Promise<void> {
  const entries = await clients.entries();
  if (!entries.some(({ status }) => status === 'enabled'))
    report('warning', 'clients', 'none is registered and switched on, so no app can ask for tokens');
  for (const entry of entries) {
    const { clientId, status, secrets } = entry;
    if ('problem' in entry) report('problem', clientId, `left out of the database: ${entry.problem}`);
    else if (status === 'pending')
      report('warning', clientId, 'registered by its developer, and waits for wardkey client approve');
    else if (
      status === 'enabled' &&
      usesSecret(entry.client) &&
      !secrets.some(({ expiresAt }) => expiresAt === null || expiresAt > epochNow())
    )
      report('problem', clientId, 'has no secret that is valid now: it cannot authenticate');
  }
}

/** Enough to act on; the others are counted. */
const ACCOUNTS_NAMED = 10;

async function examineAccounts(directory: AccountDirectory, report: Report): Promise<void> {
  const { count, oldest } = await directory.waitingForNobody(ACCOUNTS_NAMED);
  if (count === 0) return;
  const names = oldest.map(({ email, id }) => email ?? id).join(', ');
  const more = count > oldest.length ? `, and ${count - oldest.length} more` : '';
  const many = count === 1 ? '1 account does' : `${count} accounts do`;
  report(
    'warning',
    'accounts',
    `${many} not say for which identity provider they wait, so none may match them (wardkey account set-provider): ${names}${more}`,
  );
}

async function examineMail({ mail }: Settings, report: Report): Promise<void> {
  if (!mail) {
    report('ok', 'mail', 'none is configured, so invitations are not mailed');
    return;
  }
  try {
    await new MailServer(mail).greet();
    report('ok', 'mail', 'the mail server answers, and takes our sign-in where one is set');
  } catch (error) {
    report('problem', 'mail', errorForLog(error));
  }
}

async function examineProvider(
  provider: IdentityProviderSettings,
  returnUrl: string,
  metadataSource: ProviderMetadataSource,
  egress: Egress,
  report: Report,
): Promise<void> {
  try {
    const metadata = await metadataSource.for(provider);
    report('ok', provider.scheme, `issuer ${metadata.issuer}`);
    if (provider.logoutMethod === 'singleSignout') {
      if (metadata.end_session_endpoint)
        report('ok', provider.scheme, `post-logout redirect URI to register: ${returnUrl}`);
      else
        report(
          'warning',
          provider.scheme,
          'logoutMethod is singleSignout, but it has no end_session_endpoint: signing out ends our session only',
        );
    }
    if (metadata.issuer.includes('{tenantid}') && provider.tenants.length === 0) {
      report(
        'problem',
        provider.scheme,
        'the issuer serves many tenants and `tenants` lists none: nobody can sign in',
      );
    }
    // No document is no problem where every endpoint is written down.
    for (const drift of await metadataSource.drift(provider).catch(() => []))
      report('warning', provider.scheme, drift);
    const response = await egress.request(
      metadata.jwks_uri,
      counterpartOf(provider, metadata.jwks_uri),
      {},
      IDENTITY_PROVIDER_LIMITS,
    );
    const { keys = [] } = JSON.parse(response.text) as { keys?: unknown[] };
    if (response.status === 200 && keys.length > 0)
      report('ok', provider.scheme, `${keys.length} signing keys at ${metadata.jwks_uri}`);
    else report('problem', provider.scheme, `no keys at ${metadata.jwks_uri} (HTTP ${response.status})`);
    examineClock(provider.scheme, response.headers.get('date'), report);
  } catch (error) {
    report('problem', provider.scheme, errorForLog(error) + remedy(error));
  }
}

function remedy(error: unknown): string {
  return /CERT|UNABLE_TO_/.test(errorForLog(error))
    ? '; for a certificate of the hospital’s own authority set NODE_EXTRA_CA_CERTS'
    : '';
}

/** The provider’s clock by its Date header; it has whole seconds, and the answer took a moment. */
function examineClock(what: string, date: string | null, report: Report): void {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return;
  const difference = Math.round((Date.now() - theirs) / 1000);
  if (Math.abs(difference) <= MAX_CLOCK_DIFFERENCE_SECONDS) report('ok', what, 'its clock agrees with ours');
  else
    report(
      'problem',
      what,
      `our clock is ${Math.abs(difference)} s ${difference > 0 ? 'ahead of' : 'behind'} its clock: synchronise it (NTP)`,
    );
}
