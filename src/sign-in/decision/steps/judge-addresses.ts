import { isOneProvider, type SetUpProvider } from '#src/federation/set-up-provider.js';
import { type AddressJudge, addressJudge } from '../claims/identifying-address.js';
import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import type { World } from '../world.js';

/** Who speaks here, and what an e-mail address from this provider is worth beside them. */
export interface SpeakersHere {
  /** Every provider that is set up, this one among them. */
  providers: SetUpProvider[];
  addresses: AddressJudge;
}

/** Which e-mail addresses may this provider’s word identify somebody by? */
export async function judgeAddresses(
  { identity, provider }: Pick<ProviderQuestion, 'identity' | 'provider'>,
  world: Pick<World, 'providers'>,
): Promise<Answer<SpeakersHere>> {
  const providers = await world.providers.setUp();
  const addresses = addressJudge(identity.claims, provider, isOneProvider(providers));
  return { facts: { providers, addresses } };
}
