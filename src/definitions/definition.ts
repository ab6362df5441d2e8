import { problemText } from '#src/config/problems.js';

/**
 * What somebody defined, in the configuration file or while the server runs: settings that hold what they must, or why
 * they cannot be used.
 */
export type Definition<Settings> = Usable<Settings> | Unusable;

export interface Usable<Settings> {
  settings: Settings;
}

export interface Unusable {
  /** In one line, without a secret. */
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
