import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { FhirUserSettings } from '#src/config/settings/settings.js';

/**
 * The setting that a step is about, as an administrator would write it: with the scheme of the identity provider, or the
 * name of the FHIR server. So a page can lead from the trail to the setting.
 */
export type TrailSetting =
  | `identityProvider[${string}].${keyof IdentityProviderSettings}`
  | `fhirServers[${string}]`
  | 'fhirServers'
  | `fhirUser.${keyof FhirUserSettings}`;

/** What a step is about. */
export interface TrailSubject {
  /** The FHIR search that was sent. */
  url?: string;
  /** The setting that is the cause, where it is one. */
  setting?: TrailSetting;
  /** The accounts that are meant, by their ids. */
  accounts?: readonly string[];
}

/** One check of a decision, and what it found. Contains no value of a claim, except those that were searched for. */
export interface TrailEntry extends TrailSubject {
  step: string;
  finding: string;
  /** `refused` appears at most once, as the last entry. */
  mark: 'passed' | 'noted' | 'refused';
}

/**
 * All that a decision checked, in order. It answers the question "why was this person refused?" for people. It is a
 * value: adding an entry makes a new trail. No step reads it; steps exchange facts.
 */
export type Trail = readonly TrailEntry[];

/** The check succeeded. */
export function passed(step: string, finding: string, about: TrailSubject = {}): TrailEntry {
  return { step, finding, mark: 'passed', ...about };
}

/** The finding decides nothing by itself. */
export function noted(step: string, finding: string, about: TrailSubject = {}): TrailEntry {
  return { step, finding, mark: 'noted', ...about };
}

/** The finding ends the decision. */
export function refused(step: string, finding: string, about: TrailSubject = {}): TrailEntry {
  return { step, finding, mark: 'refused', ...about };
}

/** A setting of an identity provider; nothing where the finding is not about one. */
export function settingOf(
  { scheme }: Pick<IdentityProviderSettings, 'scheme'>,
  key: keyof IdentityProviderSettings | undefined,
): TrailSubject {
  return key === undefined ? {} : { setting: `identityProvider[${scheme}].${key}` };
}
