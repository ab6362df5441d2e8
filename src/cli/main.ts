#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { DomainError, errorForLog } from '#src/errors/domain-error.js';
import {
  createAccount,
  deactivateAccount,
  linkAccount,
  listAccounts,
  setAccountProvider,
  showAccount,
  unlinkAccount,
} from './account.js';
import { inviteAccount, setAccountPassword, setLocalLogin } from './account-credentials.js';
import {
  addClient,
  approveClient,
  disableClient,
  enableClient,
  listClients,
  removeClient,
  showClient,
} from './client.js';
import { listRefusals } from './client-refusals.js';
import { addClientSecret, makeRegistrationToken, removeClientSecret } from './client-secrets.js';
import { doctor } from './doctor.js';
import { explain } from './explain.js';
import {
  addProvider,
  disableProvider,
  enableProvider,
  listProviders,
  removeProvider,
  showProvider,
} from './provider.js';
import { makeProviderKeys } from './provider-keys.js';
import { revoke } from './revoke.js';

const CONFIG_HELP = 'configuration file (default: WARDKEY_CONFIG, else config/wardkey.yaml)';

const program = new Command('wardkey').description('SMART on FHIR authorization server').showHelpAfterError();

program
  .command('serve')
  .description('start the server')
  .option('--config <file>', CONFIG_HELP)
  .action(async (options: { config?: string }) => {
    // Only this command loads the rooms of the server.
    const { serve } = await import('../serve.js');
    await serve(options.config);
  });

program
  .command('explain')
  .description('show what a sign-in would come to, without changing anything')
  .option('--config <file>', CONFIG_HELP)
  .option('--provider <scheme>', 'the identity provider')
  .option('--claims <file>', "the ID token's payload, a JSON file (- for standard input)")
  .option('--password <address>', 'instead: a sign-in by password, of the account with this e-mail address')
  .option('--client <id>', 'the app of a sign-in by password')
  .option('--fhir-server <name>', 'the FHIR server the app wants tokens for (default: the default one)')
  .action(explain);

program
  .command('doctor')
  .description('check the configuration, and reach every provider and FHIR server it names')
  .option('--config <file>', CONFIG_HELP)
  .action(doctor);

program
  .command('revoke')
  .description(
    'end all access that was given until now: sessions, refresh tokens, and access tokens wherever they are introspected',
  )
  .option('--config <file>', CONFIG_HELP)
  .option('--everything', 'of everybody')
  .option('--fhir-server <name>', 'of a FHIR server')
  .option('--client <id>', 'of an app or service')
  .option('--account <account>', 'of an account, by id or e-mail address')
  .action(revoke);

const account = program.command('account').description('manage accounts (by id or e-mail address)');
const accountCommand = (usage: string, description: string) =>
  account.command(usage).description(description).option('--config <file>', CONFIG_HELP);

accountCommand('create', 'make an account before its person signs in')
  .option('--name <name>', 'the name of the person')
  .option('--email <address>', 'the e-mail address')
  .option('--external-id <id>', 'what the identity provider knows the person by, such as an Entra object id')
  .option(
    '--provider <scheme>',
    'the provider at which the person signs in; needed where there are several, as no other one may match the account',
  )
  .option('--no-provider', 'for none: the person signs in by password, or connects a provider by code')
  .option('--fhir-user <reference>', 'the FHIR resource, such as Practitioner/1')
  .action(createAccount);
accountCommand('list [text]', 'list accounts, or those with the text in name or address').action(
  listAccounts,
);
accountCommand('show <account>', 'show an account with its links and kept claims').action(showAccount);
accountCommand(
  'set-provider <account> <scheme>',
  'say at which provider the person of an account signs in: it is recognised there at the next sign-in, linked elsewhere or not',
).action(setAccountProvider);
accountCommand('link <account>', 'bind an identity at a provider to an account')
  .requiredOption('--issuer <url>', 'the issuer of the provider')
  .requiredOption('--subject <sub>', 'the sub of the person there')
  .requiredOption('--provider <scheme>', 'the provider')
  .action(linkAccount);
accountCommand('unlink <account> <link>', 'remove a link').action(unlinkAccount);
accountCommand(
  'deactivate <account>',
  'switch an account off; its sessions and refresh tokens end at once',
).action(deactivateAccount);
accountCommand('invite <account>', 'make a link to set the account up, good once and for seven days')
  .option('--mail', 'mail it to the address of the account instead of printing it')
  .action(inviteAccount);
accountCommand(
  'set-password <account>',
  'set a password, read from standard input (asked for at a terminal)',
).action(setAccountPassword);
accountCommand(
  'local-login <account> <enabled|disabled>',
  'switch the password of an account on or off; off, it is kept',
).action(setLocalLogin);

const provider = program
  .command('provider')
  .description('identity providers: those of the configuration file, and those managed in the database');
const providerCommand = (usage: string, description: string) =>
  provider.command(usage).description(description).option('--config <file>', CONFIG_HELP);

providerCommand('list', 'list providers, where each is set up, and what is wrong with those left out').action(
  listProviders,
);
providerCommand('show <scheme>', 'show the settings of a provider; secrets are never shown').action(
  showProvider,
);
providerCommand(
  'add <file>',
  'add a provider to the database, as JSON or YAML in the form of the configuration (- for standard input)',
)
  .option('--replace', 'put it in the place of the one of this scheme')
  .action(addProvider);
provider
  .command('keys <file>')
  .description(
    'make keys of ours for a provider, as a JWK Set in a new file: for clientPrivateKey (private_key_jwt) and idTokenDecryptionKey; the provider reads their public part at <issuer>/federation/<scheme>/jwks',
  )
  .option('--signing <alg>', 'algorithm of the key that signs', 'RS256')
  .option('--encryption <alg>', 'algorithm of the key the provider encrypts to', 'RSA-OAEP-256')
  .option('--certificate <file>', 'also make a certificate of the key that signs, as Entra wants it')
  .option('--add', 'put new keys in front of those in the file, which stay good while they are changed')
  .action(makeProviderKeys);
providerCommand('enable <scheme>', 'let people sign in there').action(enableProvider);
providerCommand('disable <scheme>', 'stop sign-ins there, those under way too').action(disableProvider);
providerCommand('remove <scheme>', 'take a provider out of the database').action(removeProvider);

const client = program
  .command('client')
  .description('apps and services: those of the configuration file, and those managed in the database');
const clientCommand = (usage: string, description: string) =>
  client.command(usage).description(description).option('--config <file>', CONFIG_HELP);

clientCommand('list', 'list clients, where each is set up, and what is wrong with those left out').action(
  listClients,
);
clientCommand('show <client>', 'show the settings of a client; secrets are never shown').action(showClient);
clientCommand(
  'add <file>',
  'add a client to the database, as JSON or YAML in the form of the configuration (- for standard input); a secret is made where it needs one, and shown once',
)
  .option('--replace', 'put it in the place of the one of this id')
  .action(addClient);
clientCommand('enable <client>', 'let a client in').action(enableClient);
clientCommand('disable <client>', 'refuse a client everywhere, with all it holds').action(disableClient);
clientCommand('approve <client>', 'let in a client that its developer registered').action(approveClient);
clientCommand('remove <client>', 'take a client out of the database, for good').action(removeClient);
clientCommand('add-secret <client>', 'make one more secret, and show it once')
  .option('--days <days>', 'days until it expires (default: never)')
  .action(addClientSecret);
clientCommand('remove-secret <client> <secret>', 'end a secret, by the id that show gives it').action(
  removeClientSecret,
);
clientCommand(
  'refusals [client]',
  'show why a client was refused, the latest first; kept are the last twenty times, for 30 days',
)
  .option('--reference <reference>', 'instead: the one refusal whose error_description has this reference')
  .action(listRefusals);
clientCommand(
  'registration-token',
  'make an initial access token for POST /register (RFC 7591), and show it once',
)
  .option('--uses <number>', 'how many clients it may register', '1')
  .option('--days <days>', 'days until it expires', '7')
  .action(makeRegistrationToken);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof DomainError ? error.message : errorForLog(error)}\n`);
  process.exit(1);
});
