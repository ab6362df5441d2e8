import type { Rule } from './rule.js';

/** Secrets from examples and documentation, of Wardkey and of others. */
const EXAMPLE_SECRETS =
  /(not-a-real-secret|change-?me|example|placeholder|your-?(client-?)?secret|wardkey-at-the-hospital-idp|sandbox-fhir-server-secret|^(secret|password|test)\d*$)/i;

/** Refuses in production what is allowed in a trial. */
export const productionIsSerious: Rule = (settings, { errors }) => {
  const postgres = settings.database.url?.startsWith('postgres') ?? false;
  if (postgres && settings.encryptionKey === undefined) {
    errors.push({
      path: 'encryptionKey',
      message:
        'must be set with PostgreSQL, so that every process encrypts and decrypts with the same key (openssl rand -base64 32)',
    });
  }
  if (!settings.production) return;
  if (settings.issuer === undefined) {
    errors.push({ path: 'issuer', message: 'must be set in production, because every token contains it' });
  }
  if (settings.database.synchronize) {
    errors.push({
      path: 'database.synchronize',
      message: 'must be false in production, because only migrations may change the schema',
    });
  }
  const secrets: Array<[string, string | undefined]> = [
    ...settings.clients.flatMap((client, i): Array<[string, string | undefined]> => [
      [`clients[${i}].clientSecret`, client.clientSecret],
      ...(client.clientSecrets ?? []).map(({ value }, place): [string, string] => [
        `clients[${i}].clientSecrets[${place}].value`,
        value,
      ]),
    ]),
    ...settings.externalIdentityProviders.identityProvider.map(
      (provider, i): [string, string | undefined] => [
        `externalIdentityProviders.identityProvider[${i}].clientSecret`,
        provider.clientSecret,
      ],
    ),
    ['mail.password', settings.mail?.password],
  ];
  for (const [path, secret] of secrets) {
    if (secret !== undefined && EXAMPLE_SECRETS.test(secret)) {
      errors.push({ path, message: 'is an example from documentation; set another secret' });
    }
  }
};
