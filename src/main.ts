import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ConfigurationError } from '#src/config/problems.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { serve } from './serve.js';

const { values } = parseArgs({ options: { config: { type: 'string' } } });

serve(values.config).catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : errorForLog(error)}\n`);
  process.exit(1);
});
