import type { Settings } from '../settings/settings.js';
import { authorizationDetailsNameVersions } from './authorization-details-name-versions.js';
import { claimsReachClients } from './claims-reach-clients.js';
import { clientsCanWork, clientsHaveSecrets } from './clients-can-work.js';
import { connectionsAreProtected } from './connections-are-protected.js';
import { domainsLeadToOneProvider } from './domains-lead-to-one-provider.js';
import { emailDomainsAreNamed } from './email-domains-are-named.js';
import { groupOverageCanBeAsked } from './group-overage-can-be-asked.js';
import { keysArePublishedInTime } from './keys-are-published-in-time.js';
import { linksNameProviders } from './links-name-providers.js';
import { lookupMappingsAreSound } from './lookup-mappings-are-sound.js';
import { mailCanBeSent } from './mail-can-be-sent.js';
import { metricsAreApart } from './metrics-are-apart.js';
import { namesAreUnique } from './names-are-unique.js';
import { productionIsSerious } from './production-is-serious.js';
import { identityProvidersDoNotOverlap } from './identity-providers-do-not-overlap.js';
import { providersCanBeAskedAgain } from './providers-can-be-asked-again.js';
import { providersCanBeReached } from './providers-can-be-reached.js';
import { restrictionsNameProviders } from './restrictions-name-providers.js';
import type { Findings, Rule } from './rule.js';

/** The kinds of definitions that can be made while the server runs. Their rules run again then. */
export type DefinedAtRunTime = 'client' | 'identityProvider';

/**
 * Every rule over several settings, with the kinds of definitions for which it also runs outside the configuration
 * file.
 */
const RULES: ReadonlyArray<[rule: Rule, about: readonly DefinedAtRunTime[]]> = [
  [namesAreUnique, ['identityProvider']],
  [claimsReachClients, ['client', 'identityProvider']],
  [lookupMappingsAreSound, ['identityProvider']],
  [groupOverageCanBeAsked, ['identityProvider']],
  [providersCanBeAskedAgain, ['identityProvider']],
  [providersCanBeReached, ['identityProvider']],
  [clientsCanWork, ['client']],
  [authorizationDetailsNameVersions, ['client']],
  // For other clients, the client store knows whether they have secrets.
  [clientsHaveSecrets, []],
  [domainsLeadToOneProvider, ['identityProvider']],
  [emailDomainsAreNamed, ['identityProvider']],
  [linksNameProviders, ['identityProvider']],
  [identityProvidersDoNotOverlap, ['identityProvider']],
  [restrictionsNameProviders, ['client']],
  [mailCanBeSent, []],
  [keysArePublishedInTime, []],
  [metricsAreApart, []],
  [connectionsAreProtected, ['client', 'identityProvider']],
  [productionIsSerious, ['client', 'identityProvider']],
];

/**
 * Runs the rules over settings that are each valid by themselves.
 *
 * @param about run only the rules about this kind; when absent, all rules.
 */
export function examine(settings: Settings, about?: DefinedAtRunTime): Findings {
  const findings: Findings = { errors: [], warnings: [] };
  for (const [rule, abouts] of RULES) if (!about || abouts.includes(about)) rule(settings, findings);
  return findings;
}
