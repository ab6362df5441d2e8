import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { endAfter } from '#src/cli/ending.js';
import { wholeNumber } from '#src/cli/option-values.js';
import { serve } from './serve.js';
import { MOST_WORKERS } from './worker-group.js';

start().catch(endAfter);

async function start(): Promise<void> {
  const options = { config: { type: 'string' }, workers: { type: 'string', default: '1' } } as const;
  const { values } = parseArgs({ options });
  await serve(values.config, wholeNumber(values.workers, '--workers', MOST_WORKERS));
}
