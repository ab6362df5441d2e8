import type * as oidcProvider from 'oidc-provider';

type Engine = typeof oidcProvider;

let engine: Promise<Engine> | undefined;

/**
 * Loads oidc-provider once per process. On Node 20 it greets with "Unsupported runtime" on console.warn while
 * it is being imported and offers no switch for that, so exactly this line is held back for the duration of
 * the import; every other warning passes, and console is restored afterwards.
 */
export function loadEngine(): Promise<Engine> {
  return (engine ??= importQuietly());
}

async function importQuietly(): Promise<Engine> {
  const warn = console.warn;
  console.warn = (...parts: unknown[]) => {
    if (!String(parts[0]).includes('Unsupported runtime')) warn(...parts);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
