/** One check of a decision, and what it found. Contains no value of a claim, except those that were searched for. */
export interface TrailEntry {
  step: string;
  finding: string;
  /** `refused` appears at most once, as the last entry. */
  mark: 'passed' | 'noted' | 'refused';
  /** The FHIR search that was sent. */
  url?: string;
}

/**
 * All that a decision checked, in order. It answers the question "why was this person refused?" for people. It is a
 * value: adding an entry makes a new trail. No step reads it; steps exchange facts.
 */
export type Trail = readonly TrailEntry[];

/** The check succeeded. */
export function passed(step: string, finding: string): TrailEntry {
  return { step, finding, mark: 'passed' };
}

/** The finding decides nothing by itself. */
export function noted(step: string, finding: string, url?: string): TrailEntry {
  return { step, finding, mark: 'noted', ...(url === undefined ? {} : { url }) };
}

/** The finding ends the decision. */
export function refused(step: string, finding: string): TrailEntry {
  return { step, finding, mark: 'refused' };
}
