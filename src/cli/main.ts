#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { MOST_WORKERS } from '../worker-group.js';
import {
  accountRoles,
  createAccount,
  deactivateAccount,
  linkAccount,
  listAccounts,
  setAccountProvider,
  showAccount,
  unlinkAccount,
} from './account.js';
import { inviteAccount, setAccountPassword, setLocalLogin } from './account-credentials.js';
import { acceptBeginning, exportAudit, searchAudit, verifyAudit } from './audit.js';
import { backup } from './backup.js';
import {
  addClient,
  approveClient,
  disableClient,
  enableClient,
  listClients,
  removeClient,
  showClient,
  exportClient,
} from './client.js';
import { previewClient } from './client-preview.js';
import { listRefusals } from './client-refusals.js';
import { addClientSecret, makeRegistrationToken, removeClientSecret } from './client-secrets.js';
import { compact } from './compact.js';
import { doctor } from './doctor.js';
import { endAfter } from './ending.js';
import { explain } from './explain.js';
import { wholeNumber } from './option-values.js';
import {
  addProvider,
  checkProvider,
  disableProvider,
  enableProvider,
  listProviders,
  removeProvider,
  showProvider,
  testProvider,
} from './provider.js';
import { listKeys, retireKey, revokeKey, rotateKeys } from './keys.js';
import { makeProviderKeys } from './provider-keys.js';
import { restore } from './restore.js';
import { reseal } from './reseal.js';
import { revoke } from './revoke.js';

const CONFIG_HELP = 'configuration file (default: WARDKEY_CONFIG, else config/wardkey.yaml)';

const program = new Command('wardkey')
  .description('SMART on FHIR authorization server')
  .showHelpAfterError()
  .exitOverride();

program
  .command('serve')
  .description('start the server')
  .option('--config <file>', CONFIG_HELP)
  .option('--workers <number>', 'how many processes share the work; more than one needs PostgreSQL', '1')
  .action(async (options: { config?: string; workers: string }) => {
    // Only this command loads the rooms of the server.
    const { serve } = await import('../serve.js');
    await serve(options.config, wholeNumber(options.workers, '--workers', MOST_WORKERS));
  });

program
  .command('backup <file>')
  .description('write a copy of the SQLite database to a new file, while the server runs')
  .option('--config <file>', CONFIG_HELP)
  .action(backup);

program
  .command('restore [file]')
  .description(
    'put a backup into the place of the database, while the server is stopped, and end all access that was given before',
  )
  .option('--config <file>', CONFIG_HELP)
  .option('--in-place', 'the database was restored already, by pg_restore for example: only end the access')
  .action(restore);

program
  .command('compact')
  .description('rewrite the SQLite database without free space, while the server is stopped')
  .option('--config <file>', CONFIG_HELP)
  .action(compact);

program
  .command('explain')
  .description('show what a sign-in would lead to, without changing anything')
  .option('--config <file>', CONFIG_HELP)
  .option('--provider <scheme>', 'the identity provider')
  .option('--claims <file>', "the ID token's payload, a JSON file (- for standard input)")
  .option('--password <address>', 'instead: a sign-in by password with this e-mail address')
  .option('--client <id>', 'the app of a sign-in by password')
  .option(
    '--fhir-server <name>',
    'the FHIR server for which the app wants tokens (default: the default FHIR server)',
  )
  .action(explain);

program
  .command('doctor')
  .description('check the configuration, and contact every identity provider and FHIR server in it')
  .option('--config <file>', CONFIG_HELP)
  .action(doctor);

program
  .command('revoke')
  .description(
    'end all access that was given until now: sessions, refresh tokens, and access tokens where FHIR servers introspect them',
  )
  .option('--config <file>', CONFIG_HELP)
  .option('--everything', 'end all access of all people and clients')
  .option('--fhir-server <name>', 'end all access to a FHIR server')
  .option('--client <id>', 'end all access of an app or service')
  .option('--account <account>', 'end all access of an account, named by id or e-mail address')
  .action(revoke);

const account = program.command('account').description('manage accounts (by id or e-mail address)');
const accountCommand = (usage: string, description: string) =>
  account.command(usage).description(description).option('--config <file>', CONFIG_HELP);

accountCommand('create', 'make an account before its person signs in')
  .option('--name <name>', 'the name of the person')
  .option('--email <address>', 'the e-mail address')
  .option(
    '--external-id <id>',
    'the value by which the identity provider knows the person, such as an Entra object id',
  )
  .option(
    '--provider <scheme>',
    'the identity provider at which the person signs in; required with several identity providers, because sign-ins at the others never match the account',
  )
  .option(
    '--no-provider',
    'no identity provider: the person signs in by password, or connects an identity provider by code',
  )
  .option('--fhir-user <reference>', 'the FHIR resource, such as Practitioner/1')
  .option('--admin', 'give the account the role administrator')
  .action(createAccount);
accountCommand(
  'roles <account> [role...]',
  'show the roles of an account in the administration, or give it exactly these',
)
  .option('--none', 'take all roles away')
  .action(accountRoles);
accountCommand(
  'list [text]',
  'list all accounts, or those with this text in the name or e-mail address',
).action(listAccounts);
accountCommand('show <account>', 'show an account with its links and stored claims').action(showAccount);
accountCommand(
  'set-provider <account> <scheme>',
  'set the identity provider at which the person of an account signs in; the next sign-in there is matched to the account, even when the account has links to other identity providers',
).action(setAccountProvider);
accountCommand('link <account>', 'link an identity at an identity provider to an account')
  .requiredOption('--issuer <url>', 'the issuer of the identity provider')
  .requiredOption('--subject <sub>', 'the sub of the person at that issuer')
  .requiredOption('--provider <scheme>', 'the identity provider')
  .action(linkAccount);
accountCommand('unlink <account> <link>', 'remove a link').action(unlinkAccount);
accountCommand(
  'deactivate <account>',
  'switch an account off; its sessions and refresh tokens end at once',
).action(deactivateAccount);
accountCommand(
  'invite <account>',
  'make a link with which the person sets the account up; it works once, within seven days',
)
  .option('--mail', 'mail the link to the e-mail address of the account instead of printing it')
  .action(inviteAccount);
accountCommand(
  'set-password <account>',
  'set a password, read from standard input (asked for at a terminal)',
).action(setAccountPassword);
accountCommand(
  'local-login <account> <enabled|disabled>',
  'switch the password of an account on or off; a password that is switched off is kept',
).action(setLocalLogin);

const provider = program
  .command('provider')
  .description('identity providers, in the configuration file and in the database');
const providerCommand = (usage: string, description: string) =>
  provider.command(usage).description(description).option('--config <file>', CONFIG_HELP);

providerCommand('list', 'list identity providers, where each is defined, and why some are not used').action(
  listProviders,
);
providerCommand('show <scheme>', 'show the settings of an identity provider; secrets are never shown').action(
  showProvider,
);
providerCommand(
  'add <file>',
  'add an identity provider to the database, from JSON or YAML in the form of the configuration file (- for standard input)',
)
  .option('--replace', 'replace the identity provider with this scheme')
  .action(addProvider);
provider
  .command('keys <file>')
  .description(
    'make this server’s keys for an identity provider, as a JWK Set in a new file, for clientPrivateKey (private_key_jwt) and idTokenDecryptionKey; the identity provider reads the public keys at <issuer>/federation/<scheme>/jwks',
  )
  .option('--signing <alg>', 'algorithm of the signing key', 'RS256')
  .option(
    '--encryption <alg>',
    'algorithm of the key to which the identity provider encrypts',
    'RSA-OAEP-256',
  )
  .option('--certificate <file>', 'also make a certificate for the signing key, which Entra requires')
  .option(
    '--add',
    'put new keys before those in the file; the earlier keys keep working until you remove them',
  )
  .action(makeProviderKeys);
providerCommand('enable <scheme>', 'let people sign in at this identity provider').action(enableProvider);
providerCommand('disable <scheme>', 'stop sign-ins at this identity provider, also those under way').action(
  disableProvider,
);
providerCommand('check [scheme]', 'contact an identity provider, and say what has to be repaired')
  .option('--file <file>', 'instead: an identity provider that is not stored, in the form that add takes')
  .action(checkProvider);
providerCommand(
  'test <scheme> <claims>',
  "show what a sign-in would lead to, from the ID token's payload, a JSON file (- for standard input), without changing anything",
)
  .option(
    '--fhir-server <name>',
    'the FHIR server for which the app wants tokens (default: the default FHIR server)',
  )
  .action(testProvider);
providerCommand('remove <scheme>', 'remove an identity provider from the database').action(removeProvider);

const client = program
  .command('client')
  .description('apps and services (clients), in the configuration file and in the database');
const clientCommand = (usage: string, description: string) =>
  client.command(usage).description(description).option('--config <file>', CONFIG_HELP);

clientCommand('list', 'list clients, where each is defined, and why some are not used').action(listClients);
clientCommand('show <client>', 'show the settings of a client; secrets are never shown').action(showClient);
clientCommand(
  'export <client>',
  'print a client as an entry of the configuration file, for client add elsewhere; secrets are never shown',
).action(exportClient);
clientCommand(
  'preview <client>',
  'say which tokens a client would get, for a person or for itself; no token is made',
)
  .requiredOption('--scope <scopes>', 'the scopes that the client asks for, separated by spaces')
  .option('--account <account>', 'the person, by the id or e-mail address of an account')
  .option('--provider <scheme>', 'with --claims, instead of an account: where the person would sign in')
  .option('--claims <file>', 'the payload of an ID token as JSON; - for standard input')
  .option('--fhir-server <name>', 'the FHIR server that the request names')
  .option('--patient <id>', 'the patient whom the person would choose, if asked')
  .option('--launch-patient <id>', 'for an EHR launch: the patient who is open in the EHR')
  .action(previewClient);
clientCommand(
  'add <file>',
  'add a client to the database, from JSON or YAML in the form of the configuration file (- for standard input); if it needs a secret, one is made and shown once',
)
  .option('--replace', 'replace the client with this id')
  .action(addClient);
clientCommand('enable <client>', 'accept requests of a client').action(enableClient);
clientCommand('disable <client>', 'refuse all requests and all tokens of a client').action(disableClient);
clientCommand('approve <client>', 'accept a client that its developer registered').action(approveClient);
clientCommand('remove <client>', 'remove a client from the database for ever').action(removeClient);
clientCommand('add-secret <client>', 'make another secret, and show it once')
  .option('--days <days>', 'days until it expires (default: never)')
  .action(addClientSecret);
clientCommand(
  'remove-secret <client> <secret>',
  'end a secret, named by the id that client show prints',
).action(removeClientSecret);
clientCommand(
  'refusals [client]',
  'show why a client was refused, the latest refusal first; the last twenty refusals are kept, for 30 days',
)
  .option('--reference <reference>', 'instead: only the refusal whose error_description has this reference')
  .action(listRefusals);
clientCommand(
  'registration-token',
  'make an initial access token for POST /register (RFC 7591), and show it once',
)
  .option('--uses <number>', 'how many clients it may register', '1')
  .option('--days <days>', 'days until it expires', '7')
  .action(makeRegistrationToken);

const audit = program.command('audit').description('the audit log: who did what, and whether it was changed');
const auditCommand = (usage: string, description: string) =>
  audit.command(usage).description(description).option('--config <file>', CONFIG_HELP);
const withCriteria = (command: Command) =>
  command
    .option('--from <time>', 'from this date (UTC) or time on')
    .option('--to <time>', 'up to this date or time, which belongs to it')
    .option('--event <event>', 'the event, such as login.refused')
    .option('--outcome <outcome>', 'success, refused or failed')
    .option('--reason <reason>', 'the reason, such as several_accounts')
    .option('--reference <reference>', 'the reference number that a page showed')
    .option('--account <account>', 'the account, by id or e-mail address; also one that was deleted, by id')
    .option('--actor <account>', 'the administrator who did it, by account id or e-mail address')
    .option('--client <id>', 'the app or service')
    .option('--provider <scheme>', 'the identity provider')
    .option('--patient <id>', 'the patient whose record was opened')
    .option('--fhir-server <name>', 'the FHIR server that has the patient')
    .option('--address <ip>', 'the network address that the request came from');

withCriteria(auditCommand('search', 'print rows, oldest first')).action(searchAudit);
withCriteria(auditCommand('export <file>', 'write rows to a new file, oldest first'))
  .option('--format <format>', 'ndjson, or fhir (AuditEvents of FHIR R4, NDJSON)', 'ndjson')
  .action(exportAudit);
auditCommand(
  'accept-beginning',
  'let the chain begin where it begins now, after you know why its earlier seals are gone',
).action(acceptBeginning);
auditCommand('verify', 'find rows that were changed, or deleted before their time')
  .option(
    '--anchor <position:hash...>',
    'a place of the chain that was noted elsewhere; the server log names it every ten minutes',
  )
  .action(verifyAudit);

const keys = program.command('keys').description('the keys with which this server signs tokens');
const keysCommand = (usage: string, description: string) =>
  keys.command(usage).description(description).option('--config <file>', CONFIG_HELP);

keysCommand(
  'list',
  'list the keys: their state, since when, and what happens to them next; private keys are never shown',
).action(listKeys);
keysCommand(
  'rotate',
  'make new keys; they take over by themselves when they have been published long enough (signingKeys.publishHours)',
)
  .option('--alg <alg>', 'only the key for this algorithm: RS256 or ES256')
  .option(
    '--now',
    'let the new keys sign at once; clients and FHIR servers that keep the JWKS refuse their tokens until they read it again',
  )
  .action(rotateKeys);
keysCommand(
  'retire <kid>',
  'let the successor of a key sign from now on, if it has been published long enough; the tokens of the key stay valid',
).action(retireKey);
keysCommand(
  'revoke <kid>',
  'in an emergency: refuse everything that a key has signed, at once; if it signed, another key takes its place',
).action(revokeKey);
keysCommand(
  'reseal',
  'after encryptionKey was changed: seal with it what the keys of otherEncryptionKeys have sealed',
).action(reseal);

program.parseAsync().catch(endAfter);
