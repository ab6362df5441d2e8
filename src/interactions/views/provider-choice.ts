import { type ProviderButton } from './page-models.js';

/** A provider button as it is drawn. */
export interface ProviderChoice extends ProviderButton {
  /** The page's one primary action. */
  primary: boolean;
}

/** The one used last comes first; the first that answers is the primary action. */
export function inOrderOfUse(providers: readonly ProviderButton[]): ProviderChoice[] {
  const ordered = [...providers].sort((a, b) => Number(b.lastUsed ?? false) - Number(a.lastUsed ?? false));
  const first = ordered.find((provider) => !provider.unavailable);
  return ordered.map((provider) => ({ ...provider, primary: provider === first }));
}
