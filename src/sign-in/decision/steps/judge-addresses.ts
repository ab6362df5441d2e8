import { isOneProvider, type SetUpProvider } from '#src/federation/set-up-provider.js';
import { type AddressJudge, addressJudge } from '../claims/identifying-address.js';
import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import type { LookUps } from '../look-ups.js';

/** The identity providers here, and the rule for e-mail addresses from this one. */
export interface AddressFacts {
  /** All identity providers that are set up, including this one. */
  providers: SetUpProvider[];
  addresses: AddressJudge;
}

/** Which e-mail addresses from this identity provider may identify a person? */
export async function judgeAddresses(
  { identity, provider }: Pick<ProviderQuestion, 'identity' | 'provider'>,
  lookUps: Pick<LookUps, 'providers'>,
): Promise<Answer<AddressFacts>> {
  const providers = await lookUps.providers.setUp();
  const addresses = addressJudge(identity.claims, provider, isOneProvider(providers));
  return { facts: { providers, addresses } };
}
