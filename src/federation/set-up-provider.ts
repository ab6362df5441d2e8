/** A provider that was set up, switched on or not, usable or not. */
export interface SetUpProvider {
  scheme: string;
  /** Those its people are known under; none while it is unusable. */
  issuers: string[];
  /** The same for entries that are one provider, registered twice. */
  authority: string;
}

/** Whether nobody but one provider speaks here: only then is it plain whose people are meant where nothing says so. */
export function isOneProvider(setUp: readonly SetUpProvider[]): boolean {
  return new Set(setUp.map(({ authority }) => authority)).size <= 1;
}
