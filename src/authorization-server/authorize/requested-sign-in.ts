import { type AskedClass, classAskedByClaims } from './claims-parameter.js';

/**
 * What an app’s request asks of the sign-in itself. This server may pass it on to the identity provider. Nothing of it
 * has been verified.
 */
export interface RequestedSignIn {
  /** The person who is to sign in. */
  loginHint?: string;
  /** The languages that the person reads (BCP 47), separated by spaces, the preferred one first. */
  uiLocales?: string;
  /** The classes of sign-in, the preferred one first (OpenID Connect Core 5.5.1.1). */
  acr?: AskedClass;
}

const MOST_VALUES = 20;

/** @param params of an authorization request that the engine has accepted. */
export function requestedSignIn(params: Record<string, unknown>): RequestedSignIn {
  return {
    loginHint: params.login_hint as string | undefined,
    uiLocales: languages(params.ui_locales),
    acr: classByClaims(params.claims) ?? wishedClass(params.acr_values),
  };
}

function languages(value: unknown): string | undefined {
  const tags = words(value).filter((tag) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag));
  return tags.length > 0 ? tags.join(' ') : undefined;
}

function wishedClass(value: unknown): RequestedSignIn['acr'] {
  const values = words(value);
  return values.length > 0 ? { values, essential: false } : undefined;
}

function classByClaims(claims: unknown): RequestedSignIn['acr'] {
  if (typeof claims !== 'string') return undefined;
  // The engine has parsed this before, and `assertClaimsParameter` has checked its form.
  const asked = classAskedByClaims(JSON.parse(claims) as object);
  return asked && { ...asked, values: asked.values.slice(0, MOST_VALUES) };
}

function words(value: unknown): string[] {
  return typeof value === 'string' ? value.split(' ').filter(Boolean).slice(0, MOST_VALUES) : [];
}
