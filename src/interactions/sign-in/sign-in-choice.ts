import { emailKey } from '#src/accounts/email-key.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

/** What a person who has to sign in sees first. */
export type FirstStep =
  /** Nothing: there is one way in, and the browser goes there. */
  | { show: 'nothing'; provider: IdentityProviderSettings }
  /** A field for the e-mail address, and buttons for what no address leads to. */
  | { show: 'emailField'; buttons: IdentityProviderSettings[] }
  | { show: 'buttons'; buttons: IdentityProviderSettings[] };

/** How the sign-in begins. */
export function firstStep(facts: {
  /** Those that may be used for this app. */
  providers: IdentityProviderSettings[];
  /** Whether e-mail and password are another way in. */
  localSignIn: boolean;
  /** Whether going straight on is safe: not after an error, not after signing out, not when a choice was asked for. */
  mayGoStraight: boolean;
  /** The scheme that was used last on this device. */
  lastUsed?: string;
}): FirstStep {
  const { providers, localSignIn, mayGoStraight, lastUsed } = facts;
  const [only, ...others] = providers;
  if (only && others.length === 0 && !localSignIn && mayGoStraight)
    return { show: 'nothing', provider: only };
  if (!providers.some(hasDomains) || (only && others.length === 0))
    return { show: 'buttons', buttons: providers };
  // Whose people come by address needs no button, but for those who came that way on this very device.
  const buttons = providers.filter((provider) => !hasDomains(provider) || provider.scheme === lastUsed);
  return { show: 'emailField', buttons };
}

/** Where an e-mail address leads. It is about the domain alone: whether the person has an account is never looked up. */
export type EmailLeads =
  | { to: 'provider'; provider: IdentityProviderSettings; address: string }
  | { to: 'nowhere'; domain: string }
  | { to: 'mistake' };

/** Domains are compared as e-mail addresses are: without regard to case, international names in their ASCII form. */
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
