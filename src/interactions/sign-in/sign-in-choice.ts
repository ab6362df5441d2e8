import { emailKey } from '#src/accounts/email-key.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

/** What a person who has to sign in sees first. */
export type FirstStep =
  /** Nothing: there is one way to sign in, and the browser goes there at once. */
  | { show: 'nothing'; provider: IdentityProviderSettings }
  /** A field for the e-mail address, and buttons for the identity providers that no address leads to. */
  | { show: 'emailField'; buttons: IdentityProviderSettings[] }
  | { show: 'buttons'; buttons: IdentityProviderSettings[] };

/** Decides what the person sees first. */
export function firstStep(facts: {
  /** The identity providers that this app may use. */
  providers: IdentityProviderSettings[];
  /** Whether e-mail address and password are another way to sign in. */
  localSignIn: boolean;
  /** Whether going straight on is safe. It is not after an error, after signing out, or when a choice was asked for. */
  mayGoStraight: boolean;
  /** The scheme of the identity provider that was used last on this device. */
  lastUsed?: string;
}): FirstStep {
  const { providers, localSignIn, mayGoStraight, lastUsed } = facts;
  const [only, ...others] = providers;
  if (only && others.length === 0 && !localSignIn && mayGoStraight)
    return { show: 'nothing', provider: only };
  if (!providers.some(hasDomains) || (only && others.length === 0))
    return { show: 'buttons', buttons: providers };
  // An identity provider with domains needs no button, because its people type their address; except when it was used
  // last on this device.
  const buttons = providers.filter((provider) => !hasDomains(provider) || provider.scheme === lastUsed);
  return { show: 'emailField', buttons };
}

/** Where an e-mail address leads. Only the domain counts: whether the person has an account is never looked up. */
export type EmailLeads =
  | { to: 'provider'; provider: IdentityProviderSettings; address: string }
  | { to: 'nowhere'; domain: string }
  | { to: 'mistake' };

/**
 * Finds the identity provider of an e-mail address. Domains are compared as in e-mail addresses: without regard to
 * case, and with international names in their ASCII form.
 */
export function whereEmailLeads(typed: unknown, providers: IdentityProviderSettings[]): EmailLeads {
  const address = typeof typed === 'string' ? typed.trim() : '';
  const domain = emailKey(address)?.split('@').at(-1);
  if (domain === undefined) return { to: 'mistake' };
  const provider = providers.find((one) => one.domains.some((its) => emailKey(`x@${its}`) === `x@${domain}`));
  return provider ? { to: 'provider', provider, address } : { to: 'nowhere', domain };
}

function hasDomains(provider: IdentityProviderSettings): boolean {
  return provider.domains.length > 0;
}
