import type * as oidcProvider from 'oidc-provider';

type Engine = typeof oidcProvider;

let engine: Promise<Engine> | undefined;

/**
 * Loads oidc-provider once per process. On Node 20 oidc-provider prints "Unsupported runtime" with console.warn
 * during its import, and has no option to prevent this. So exactly this line is suppressed during the import. Every
 * other warning is printed, and console is restored afterwards.
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
