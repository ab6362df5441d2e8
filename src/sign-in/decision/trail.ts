/** One thing that a decision looked at, and what it found. Holds no value of a claim but what was searched. */
export interface TrailEntry {
  step: string;
  finding: string;
  /** `refused` appears at most once, last. */
  mark: 'passed' | 'noted' | 'refused';
  /** The FHIR search that was sent. */
  url?: string;
}

/**
 * What was looked at, in order: the answer to "why was this person refused?". A value for people to read. Whoever adds to
 * it makes a new one, and no step reads it: what steps tell each other are facts.
 */
export type Trail = readonly TrailEntry[];

/** What was asked is as it must be. */
export function passed(step: string, finding: string): TrailEntry {
  return { step, finding, mark: 'passed' };
}

/** What was found decides nothing by itself. */
export function noted(step: string, finding: string, url?: string): TrailEntry {
  return { step, finding, mark: 'noted', ...(url === undefined ? {} : { url }) };
}

/** What was found ends the decision. */
export function refused(step: string, finding: string): TrailEntry {
  return { step, finding, mark: 'refused' };
}
