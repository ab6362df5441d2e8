import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { wholeNumber } from '#src/cli/option-values.js';
import { ConfigurationError } from '#src/config/problems.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { serve } from './serve.js';
import { MOST_WORKERS } from './worker-group.js';

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : errorForLog(error)}\n`);
  process.exit(1);
});

async function start(): Promise<void> {
  const options = { config: { type: 'string' }, workers: { type: 'string', default: '1' } } as const;
  const { values } = parseArgs({ options });
  await serve(values.config, wholeNumber(values.workers, '--workers', MOST_WORKERS));
}
