import { readFileSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { fhirUserUrl } from '#src/fhir-user/fhir-user-reference.js';
import { claimedIdentity, ClaimsUnusableError } from '#src/sign-in/claimed-identity.js';
import { type LocalDecision, LocalSignIn } from '#src/sign-in/password/local-sign-in.js';
import { SignIn } from '#src/sign-in/sign-in.js';
import { begin, withApplication } from './application.js';
import { mustExist } from './must-exist.js';
import { printWarnings } from './output.js';

export interface ExplainOptions {
  config?: string;
  /** With `claims`: a sign-in at this identity provider. */
  provider?: string;
  claims?: string;
  /** Instead: a sign-in by password, with this e-mail address. */
  password?: string;
  /** The app of a sign-in by password. */
  client?: string;
  fhirServer?: string;
}

/** `wardkey explain`: prints, as one JSON object, what a sign-in would lead to. Changes nothing. */
export async function explain(options: ExplainOptions): Promise<void> {
  const beginning = begin(options);
  printWarnings(beginning.warnings);
  await withApplication(beginning, async (app) => {
    const servers = app.get(FhirServers);
    const server =
      options.fhirServer === undefined ? servers.default : namedServer(options.fhirServer, servers);
    // The running server has read this already. Without an answer, a plain search is explained, which is what the
    // server would send then.
    if (server)
      await app
        .get(FhirClients)
        .capabilities.read(server)
        .catch(() => undefined);
    const decision = await decisionOn(options, server, app);
    process.stdout.write(`${JSON.stringify(printable(decision), null, 2)}\n`);
  });
}

async function decisionOn(
  { provider: scheme, claims, password, client }: ExplainOptions,
  server: FhirServer | undefined,
  app: INestApplicationContext,
): Promise<LocalDecision> {
  if (password !== undefined && scheme === undefined && claims === undefined)
    return app.get(LocalSignIn).explain(password, server, client);
  if (scheme === undefined || claims === undefined || password !== undefined) {
    throw new DomainError({
      code: 'option_invalid',
      message:
        'Give --provider and --claims for a sign-in at an identity provider, or --password for a sign-in by password.',
    });
  }
  const provider = await namedProvider(scheme, app.get(IdentityProviderDefinitions));
  return app.get(SignIn).explain(identityFrom(claims, provider), provider, server);
}

function namedServer(name: string, servers: FhirServers): FhirServer {
  const configured = servers.all.map((server) => server.name).join(', ');
  return mustExist(
    servers.named(name),
    'unknown_fhir_server',
    `There is no FHIR server ${name}. Configured: ${configured}.`,
  );
}

/** Also finds an identity provider that is disabled, so that an administrator can test it beforehand. */
async function namedProvider(
  scheme: string,
  definitions: IdentityProviderDefinitions,
): Promise<IdentityProviderSettings> {
  const all = await definitions.all();
  const found = all.find((one) => one.scheme === scheme);
  if (found && 'settings' in found) return found.settings;
  throw new DomainError({
    code: 'unknown_provider',
    message: found
      ? `The definition of the identity provider ${scheme} in the ${found.origin} is not used: ${found.problem}`
      : `There is no identity provider ${scheme}. Configured: ${all.map((one) => one.scheme).join(', ') || 'none'}.`,
  });
}

function identityFrom(file: string, provider: IdentityProviderSettings): ExternalIdentity {
  return claimedIdentity(claimsIn(file), provider, file);
}

/** @throws ClaimsUnusableError */
export function claimsIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw new ClaimsUnusableError(error instanceof Error ? error.message : 'not readable', file);
  }
}

function printable(decision: LocalDecision) {
  if (decision.outcome === 'refuse') {
    return {
      outcome: decision.outcome,
      account: decision.account ?? null,
      fhirUser: null,
      reason: decision.reason,
      trail: decision.trail,
    };
  }
  const { fhirUser } = decision;
  return {
    outcome: decision.outcome,
    account: decision.account,
    fhirUser: fhirUser ? { reference: fhirUserUrl(fhirUser), source: fhirUser.source } : null,
    reason: null,
    trail: decision.trail,
  };
}
