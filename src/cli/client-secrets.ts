import { Clock } from '#src/clock/clock.js';
import { RegistrationTokens } from '#src/clients/registration-tokens.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { type ClientOptions, withClients } from './client.js';
import { secondsOfDays, wholeNumber } from './option-values.js';
import { instant } from './output.js';

/** `wardkey client add-secret <id>`: makes a secret and shows it only once. */
export async function addClientSecret(
  clientId: string,
  options: ClientOptions & { days?: string },
): Promise<void> {
  const lifetime = options.days === undefined ? undefined : secondsOfDays(options.days);
  await withClients(options, async ({ administration, get }) => {
    const expiresAt = lifetime === undefined ? null : get(Clock).epoch() + lifetime;
    const { id, secret } = await administration.addSecret(clientId, COMMAND_LINE, expiresAt);
    return { clientId, id, clientSecret: secret, expiresAt: instant(expiresAt) };
  });
}

/** `wardkey client remove-secret <id> <secret>` */
export async function removeClientSecret(
  clientId: string,
  secret: string,
  options: ClientOptions,
): Promise<void> {
  await withClients(options, async ({ administration }) => {
    await administration.removeSecret(clientId, secret, COMMAND_LINE);
    return { clientId, id: secret, removed: true };
  });
}

/** `wardkey client registration-token`: makes an initial access token and shows it only once. */
export async function makeRegistrationToken(
  options: ClientOptions & { uses: string; days: string },
): Promise<void> {
  const uses = wholeNumber(options.uses, '--uses', 1_000);
  const lifetime = secondsOfDays(options.days);
  await withClients(options, async ({ get }) => {
    const expiresAt = get(Clock).epoch() + lifetime;
    const initialAccessToken = await get(RegistrationTokens).make(uses, expiresAt);
    return { initialAccessToken, uses, expiresAt: instant(expiresAt) };
  });
}
