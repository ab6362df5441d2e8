import { isLoopback } from '../settings/validators.js';
import type { Rule } from './rule.js';

/** Finds mail settings that cannot work, and features that need mail when there are no mail settings. */
export const mailCanBeSent: Rule = (settings, { errors, warnings }) => {
  const { mail } = settings;
  if (mail && (mail.url === undefined) === (mail.host === undefined)) {
    errors.push({ path: 'mail', message: 'requires exactly one of url and host' });
  } else if (mail?.url !== undefined && !URL.canParse(mail.url)) {
    errors.push({ path: 'mail.url', message: 'is not a valid address' });
  } else if (mail?.tls === 'none' && !isThisMachine(mail.url, mail.host)) {
    warnings.push({
      path: 'mail.tls',
      message: 'is none, so codes and invitation links are sent to the mail server unencrypted',
    });
  }
  settings.externalIdentityProviders.identityProvider.forEach((provider, index) => {
    if (provider.linking === 'oneTimeCode' && !mail) {
      errors.push({
        path: `externalIdentityProviders.identityProvider[${index}].linking`,
        message: 'is oneTimeCode, which sends codes by mail; set mail.from and mail.url (or mail.host) first',
      });
    }
    if (provider.linking === 'oneTimeCode' && provider.allowAutoProvision) {
      errors.push({
        path: `externalIdentityProviders.identityProvider[${index}].linking`,
        message:
          'is oneTimeCode: only accounts made beforehand are linked, so allowAutoProvision must be false',
      });
    }
  });
};

function isThisMachine(url: string | undefined, host: string | undefined): boolean {
  if (url !== undefined)
    return !url.startsWith('smtps:') && isLoopback(new URL(url.replace(/^smtp/, 'http')));
  const named = host?.includes(':') ? `[${host}]` : host;
  return URL.canParse(`http://${named}`) && isLoopback(new URL(`http://${named}`));
}
