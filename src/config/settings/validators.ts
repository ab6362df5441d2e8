import { isIP } from 'node:net';
import { Matches, ValidateBy, type ValidationOptions } from 'class-validator';
import { type KeyUse, problemOfPrivateKeys } from '#src/crypto/private-keys.js';
import { isNetwork } from '#src/http/addresses/networks.js';
import { isAllowedValuePattern } from '../allowed-values.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether traffic to this URL stays on the machine, where plain http is acceptable. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

function parsesAsWebUrl(value: unknown): value is string {
  // The raw text is checked, too: the URL parser accepts white space, backslashes and control characters.
  if (typeof value !== 'string' || !/^https?:\/\/[^\s\\@]+$/i.test(value)) return false;
  return URL.canParse(value) && new URL(value).hash === '' && !value.includes('#');
}

/** An absolute http(s) URL without user name or fragment. */
export function IsWebUrl(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isWebUrl',
      validator: {
        validate: parsesAsWebUrl,
        defaultMessage: () =>
          'must be an absolute http or https URL without fragment, such as https://fhir.example.org/r4',
      },
    },
    options,
  );
}

/**
 * The issuer identifier of another server (OpenID Connect Discovery 1.0 section 2). It has no query and no fragment. It
 * is not the address of the discovery document, which is found from the issuer.
 *
 * @param orElse what can be given instead; added to the message when the value is absent.
 */
export function IsIssuer(orElse?: (section: object) => string): PropertyDecorator {
  return ValidateBy({
    name: 'isIssuer',
    validator: {
      validate: (value) => parsesAsWebUrl(value) && issuerIn(value) === value,
      defaultMessage: (told) => {
        const { value, object } = told!;
        const issuer = typeof value === 'string' ? issuerIn(value) : undefined;
        if (parsesAsWebUrl(issuer))
          return `must be the issuer alone, without query${String(value).includes('#') ? ', fragment' : ''} or discovery path: ${issuer}`;
        const other = value === undefined && orElse ? `; ${orElse(object)}` : '';
        return `must be an absolute http or https URL, such as https://login.hospital.example${other}`;
      },
    },
  });
}

/**
 * Removes the discovery path. It also handles addresses in which the path of the issuer follows the well-known path
 * (RFC 8414 section 3), or the well-known path is incomplete.
 */
function issuerIn(url: string): string {
  return url
    .replace(/[?#].*$/s, '')
    .replace(/\/+\.well-known\/(openid-configuration|oauth-authorization-server)\/*(?=\/|$)/i, '')
    .replace(/\/+\.well-known\/*$/i, '');
}

/**
 * This server's issuer identifier, as RFC 8414 section 2 requires it: a URL without query or fragment. Here it has no
 * path either.
 */
export function IsBareOrigin(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isBareOrigin',
      validator: {
        validate: (value) => parsesAsWebUrl(value) && new URL(value).origin === value,
        defaultMessage: () =>
          'must be a bare origin such as https://auth.example.org (no path, no trailing slash)',
      },
    },
    options,
  );
}

/** A list of addresses, networks such as 10.0.0.0/8, and the word `loopback`. */
export function IsNetworkList(): PropertyDecorator {
  return ValidateBy({
    name: 'isNetworkList',
    validator: {
      validate: (value) => Array.isArray(value) && value.every(isNetwork),
      defaultMessage: () => 'must hold addresses, networks such as 10.0.0.0/8, or loopback',
    },
  });
}

/** A network in CIDR notation. */
export function IsNetwork(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isNetwork',
      validator: {
        validate: (value) => {
          const [, address = '', bits] = /^([0-9A-Fa-f:.]+)\/(\d{1,3})$/.exec(String(value)) ?? [];
          const longest = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
          return Number(bits) <= longest;
        },
        defaultMessage: () => 'must hold networks such as 10.20.0.0/16',
      },
    },
    options,
  );
}

/** A point in time that is the same everywhere: date, time and time zone (RFC 3339). */
export function IsInstant(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isInstant',
      validator: {
        validate: (value) =>
          typeof value === 'string' &&
          /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
          !Number.isNaN(Date.parse(value)),
        defaultMessage: () => 'must be a date and time with its zone, such as 2026-12-31T23:59:59Z',
      },
    },
    options,
  );
}

/** A short name that appears in paths of this server. */
export function IsPathName(options?: ValidationOptions): PropertyDecorator {
  return Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message: 'must be 1 to 64 letters, digits, dots, hyphens or underscores',
    ...options,
  });
}

/** This server's private keys for one use: a JWK, or a JWK Set with several, in JSON text. */
export function IsPrivateKey(use: KeyUse): PropertyDecorator {
  return ValidateBy({
    name: 'isPrivateKey',
    validator: {
      validate: (value) => problemOfPrivateKeys(use, value) === undefined,
      defaultMessage: (told) => problemOfPrivateKeys(use, told?.value) ?? '',
    },
  });
}

/**
 * The first segments of paths that this server answers itself. The redirect URI of an identity provider must not use
 * one of them.
 */
export const OWN_PATHS =
  /^\/(account|admin|api|assets|federation|fhir-servers|health|interaction|register|scim|\.well-known)(\/|$)/i;

/** Text that does not match the pattern. */
export function NotMatches(pattern: RegExp, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    { name: 'notMatches', validator: { validate: (value) => !pattern.test(String(value)) } },
    options,
  );
}

/** A list of patterns for `isAllowedValue`. */
export function AreAllowedValues(): PropertyDecorator {
  return ValidateBy({
    name: 'areAllowedValues',
    validator: {
      validate: (value) => Array.isArray(value) && value.length > 0 && value.every(isAllowedValuePattern),
      defaultMessage: () =>
        'must be a list of texts with at most one * each, such as N-*; remove the setting to allow every value',
    },
  });
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a value is an id in the form that Entra uses. */
export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && GUID.test(value);
}
