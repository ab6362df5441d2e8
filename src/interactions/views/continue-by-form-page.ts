import type { AnyPage } from './page-parts.js';

/** A form that sends itself where scripts run, and has one button where they do not. */
export interface ContinueByFormPage extends AnyPage {
  kind: 'continueByForm';
  action: string;
  hidden: Readonly<Record<string, string>>;
  /** "Continue" when absent. */
  buttonLabel?: string;
}
