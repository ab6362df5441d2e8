import type { Page } from 'wardkey-sandbox/http-browser.js';
import { type Hospital, type HospitalOptions, startHospital } from './hospital.js';
import { PATIENCE_MS } from './refused-sign-in.js';
import type { ScriptedProvider } from './scripted-provider.js';
import { newBrowser, SmartApp } from './smart-app.js';

/** A person who can sign in at every identity provider, unless a test makes something wrong. */
export const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' };

/**
 * A hospital with several entries for one scripted identity provider, each with other settings. Each entry reads the
 * keys from an address of its own.
 */
export function startWithProviders(
  provider: ScriptedProvider,
  entries: Record<string, object>,
  options: HospitalOptions = {},
): Promise<Hospital> {
  return startHospital({
    ...options,
    configure: (configuration, parts) => {
      options.configure?.(configuration, parts);
      configuration.externalIdentityProviders.identityProvider = Object.entries(entries).map(
        ([scheme, settings]) => ({
          scheme,
          authority: provider.origin,
          clientId: 'wardkey',
          clientSecret: 'a-secret-shared-with-the-provider',
          allowAutoProvision: true,
          accountMatch: ['sub'],
          userClaimsFromIdToken: [{ key: 'fhirUser', copyAs: 'fhirUser' }],
          ...settings,
        }),
      );
    },
  });
}

/** A sign-in at one of the identity providers, with a new browser, as far as it goes. */
export async function signInAt(
  hospital: Hospital,
  scheme: string,
  parameters?: Record<string, string>,
): Promise<Page> {
  const browser = newBrowser({ timeoutMs: PATIENCE_MS });
  const chooser = await browser.get(new SmartApp(hospital).authorizationUrl(parameters));
  const button = chooser.links.find(({ href }) => href.endsWith(`/providers/${scheme}`));
  const page = button ? await browser.get(button.href) : chooser;
  const isFormPost = page.forms[0]?.buttons.some(({ value }) => value === 'on');
  return isFormPost ? browser.submit(page, { button: 'on' }) : page;
}

export function expectLetIn({ status, h1, text }: Page): void {
  expect({ status, h1, text }).toEqual({ status: 200, h1: 'Choose a patient', text: expect.any(String) });
}
