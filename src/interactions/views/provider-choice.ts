import type { ProviderButton } from './page-parts.js';

/** The button of an identity provider as it is drawn. */
export interface ProviderChoice extends ProviderButton {
  /** The page's one primary action. */
  primary: boolean;
}

/** Puts the identity provider used last first. The first one that answers is the primary action. */
export function inOrderOfUse(providers: readonly ProviderButton[]): ProviderChoice[] {
  const ordered = [...providers].sort((a, b) => Number(b.lastUsed ?? false) - Number(a.lastUsed ?? false));
  const first = ordered.find((provider) => !provider.unavailable);
  return ordered.map((provider) => ({ ...provider, primary: provider === first }));
}
