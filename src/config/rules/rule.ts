import type { ConfigurationProblem } from '../problems.js';
import type { Settings } from '../settings/settings.js';

/** What a check over several settings found. Errors stop the start; warnings are logged at every start. */
export interface Findings {
  errors: ConfigurationProblem[];
  warnings: ConfigurationProblem[];
}

/** A rule about settings that belong together. It runs only when each of them is valid by itself. */
export type Rule = (settings: Settings, findings: Findings) => void;
