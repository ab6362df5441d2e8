import { readFileSync } from 'node:fs';

const REFERENCE = /^\$\{(env|file):([^}]+)\}$/;
const WITHIN_TEXT = /\$\{(env|file):/;

/**
 * Resolves `${env:NAME}` and `${file:PATH}`, so that secrets need not stand in the configuration file.
 *
 * @returns the value itself when it is not a reference. For a reference: its content (without a file's last line break)
 * and the file it was read from, or what is wrong with it.
 */
export function resolveReference(
  text: string,
  environment: NodeJS.ProcessEnv,
): { value: string; file?: string } | { problem: string } {
  const match = REFERENCE.exec(text);
  if (!match) {
    // Without this check, the text of the reference would be used as the secret.
    return WITHIN_TEXT.test(text)
      ? {
          problem:
            'refers to ${env:...} or ${file:...} within other text; a reference must be the whole value',
        }
      : { value: text };
  }
  const [, kind, name] = match as unknown as [string, 'env' | 'file', string];
  if (kind === 'env') {
    const value = environment[name];
    return value ? { value } : { problem: `refers to the environment variable ${name}, which is not set` };
  }
  try {
    return { value: readFileSync(name, 'utf8').replace(/\r?\n$/, ''), file: name };
  } catch (error) {
    return {
      problem: `refers to the file ${name}, which cannot be read (${(error as NodeJS.ErrnoException).code})`,
    };
  }
}
