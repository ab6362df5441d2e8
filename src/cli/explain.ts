import { readFileSync } from 'node:fs';
import { type ExplainedDecision, SignInTest } from '#src/administration/sign-in-test.js';
import { DomainError } from '#src/errors/domain-error.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { ClaimsUnusableError } from '#src/sign-in/claimed-identity.js';
import { begin, withApplication } from './application.js';
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
    const test = app.get(SignInTest);
    await test.readCapabilities(options.fhirServer);
    const { outcome, account, fhirUser, reason, trail } = await decisionOn(options, test);
    const printed = { outcome, account, fhirUser, reason, trail };
    process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
  });
}

async function decisionOn(
  { provider, claims, password, client, fhirServer }: ExplainOptions,
  test: SignInTest,
): Promise<ExplainedDecision> {
  if (password !== undefined && provider === undefined && claims === undefined)
    return test.byPassword(password, fhirServer, client);
  if (provider === undefined || claims === undefined || password !== undefined) {
    throw new DomainError({
      code: 'option_invalid',
      message:
        'Give --provider and --claims for a sign-in at an identity provider, or --password for a sign-in by password.',
    });
  }
  return test.atProvider(provider, { claims: claimsIn(claims) }, fhirServer, COMMAND_LINE);
}

/** @throws ClaimsUnusableError */
export function claimsIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw new ClaimsUnusableError(error instanceof Error ? error.message : 'not readable', 'claims', file);
  }
}
