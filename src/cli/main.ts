#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { DomainError, errorForLog } from '#src/errors/domain-error.js';
import { explain } from './explain.js';

const program = new Command('wardkey').description('SMART on FHIR authorization server').showHelpAfterError();

program
  .command('serve')
  .description('start the server')
  .option('--config <file>', 'configuration file (default: WARDKEY_CONFIG, else config/wardkey.yaml)')
  .action(async (options: { config?: string }) => {
    // The server’s rooms are loaded for this command only.
    const { serve } = await import('../serve.js');
    await serve(options.config);
  });

program
  .command('explain')
  .description('show what a sign-in would come to, without changing anything')
  .option('--config <file>', 'configuration file (default: WARDKEY_CONFIG, else config/wardkey.yaml)')
  .requiredOption('--provider <scheme>', 'the identity provider')
  .requiredOption('--claims <file>', "the ID token's payload, a JSON file (- for standard input)")
  .option('--fhir-server <name>', 'the FHIR server the app wants tokens for (default: the default one)')
  .action(explain);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof DomainError ? error.message : errorForLog(error)}\n`);
  process.exit(1);
});
