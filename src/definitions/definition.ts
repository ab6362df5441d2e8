import { problemText } from '#src/config/problems.js';

/** What was defined, in the configuration file or while the server runs: valid settings, or why they cannot be used. */
export type Definition<Settings> = Usable<Settings> | Unusable;

export interface Usable<Settings> {
  settings: Settings;
}

export interface Unusable {
  /** One line, without a secret. */
  problem: string;
}

/** @param read gives the settings, or throws what is wrong with them. */
export function usableOrNot<Settings>(read: () => Settings): Definition<Settings> {
  try {
    return { settings: read() };
  } catch (error) {
    return { problem: problemText(error) };
  }
}
