/** What an examination found about one thing. */
export interface Finding {
  mark: 'ok' | 'warning' | 'problem';
  /** What it is about: an identity provider or a FHIR server by its name, or a setting. */
  what: string;
  /** One sentence for an administrator, without a secret. */
  finding: string;
}

/** Reports one finding. */
export type Report = (mark: Finding['mark'], what: string, finding: string) => void;
