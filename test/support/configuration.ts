import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoadedConfiguration, loadConfiguration } from '#src/config/load-configuration.js';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';

/** Writes a file into a folder of its own. */
export function temporaryFile(content: string, name = 'wardkey.yaml'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'wardkey-config-')), name);
  writeFileSync(file, content);
  return file;
}

/** Loads a configuration from text (YAML) or from a tree, with only this environment. */
export function load(
  source: string | object,
  environment: NodeJS.ProcessEnv = {},
  now = Date.now(),
): LoadedConfiguration {
  const text = typeof source === 'string' ? source : JSON.stringify(source);
  return loadConfiguration({ path: temporaryFile(text), environment, now });
}

/** The problems of a configuration; throws when there are none. */
export function problemsOf(
  source: string | object,
  environment: NodeJS.ProcessEnv = {},
): ConfigurationProblem[] {
  try {
    load(source, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

/** A sound identity provider, for tests that change one setting of it. */
export function provider(changes: object = {}): object {
  return {
    scheme: 'hospital',
    authority: 'https://idp.hospital.test',
    clientId: 'wardkey',
    clientSecret: 'k3Ep-1t.tO_y0urs3lf~',
    ...changes,
  };
}

/** A configuration with one identity provider. */
export function withProvider(changes: object = {}): object {
  return { externalIdentityProviders: { identityProvider: [provider(changes)] } };
}
