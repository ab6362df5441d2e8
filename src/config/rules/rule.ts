import type { ConfigurationProblem } from '../problems.js';
import type { Settings } from '../settings/settings.js';

/** What a check over several settings found: errors stop the start, warnings are told at every start. */
export interface Findings {
  errors: ConfigurationProblem[];
  warnings: ConfigurationProblem[];
}

/** A rule about settings that belong together; run only when each of them is valid on its own. */
export type Rule = (settings: Settings, findings: Findings) => void;
