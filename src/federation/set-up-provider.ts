/** An identity provider that was set up, switched on or not, usable or not. */
export interface SetUpProvider {
  scheme: string;
  /** The issuers under which its people are known; empty while it is unusable. */
  issuers: string[];
  /** The same for entries that are one identity provider registered twice. */
  authority: string;
}

/** Whether only one identity provider is set up. Only then is it clear which people are meant where nothing says so. */
export function isOneProvider(setUp: readonly SetUpProvider[]): boolean {
  return new Set(setUp.map(({ authority }) => authority)).size <= 1;
}
