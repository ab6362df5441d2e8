import { createHash, randomBytes } from 'node:crypto';
import { HttpBrowser, type Page } from 'wardkey-sandbox/http-browser.js';
import { CALLBACK, type Hospital } from './hospital.js';

export const SCOPE =
  'openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs patient/Condition.rs';

export interface TokenResponse {
  status: number;
  headers: Headers;
  body: Record<string, any>;
}

/** A SMART app that is as small as the specification permits: one authorization request, and what follows from it. */
export class SmartApp {
  readonly state = randomBytes(8).toString('hex');
  /** What proves that the code is for this app (RFC 7636). */
  readonly codeVerifier = randomBytes(32).toString('base64url');

  constructor(
    private readonly hospital: Hospital,
    readonly clientId = 'chart',
  ) {}

  authorizationUrl(parameters: Record<string, string | undefined> = {}): string {
    const url = new URL(`${this.hospital.issuer}/authorize`);
    const all = {
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: CALLBACK,
      scope: SCOPE,
      state: this.state,
      aud: this.hospital.fhirServer.baseUrl,
      code_challenge: createHash('sha256').update(this.codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    };
    for (const [name, value] of Object.entries(all))
      if (value !== undefined) url.searchParams.set(name, value);
    return url.href;
  }

  /** The parameters that the browser brings back from Wardkey. */
  answer(page: Page): Record<string, string> {
    if (!page.url.startsWith(CALLBACK))
      throw new Error(`not back at the app but at ${page.url}: ${page.h1} ${page.text.slice(0, 200)}`);
    // For response types of the implicit flow an error is in the fragment (RFC 6749 section 4.2.2.1).
    const { searchParams, hash } = new URL(page.url);
    return Object.fromEntries([...searchParams, ...new URLSearchParams(hash.slice(1))]);
  }

  redeem(
    code: string,
    parameters: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<TokenResponse> {
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      client_id: this.clientId,
      code_verifier: this.codeVerifier,
      ...parameters,
    };
    return this.post('/token', form, headers);
  }

  refresh(refreshToken: string, parameters: Record<string, string> = {}): Promise<TokenResponse> {
    return this.post('/token', {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: this.clientId,
      ...parameters,
    });
  }

  revoke(token: string): Promise<TokenResponse> {
    return this.post('/revoke', { token, client_id: this.clientId });
  }

  async post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<TokenResponse> {
    const response = await fetch(this.hospital.issuer + path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, any>),
    };
  }
}

/**
 * @param options headers that go with every request; timeoutMs: how long the browser waits for one answer; keepsExpired:
 * for a server whose clock stands still
 */
export function newBrowser(
  options: { headers?: Record<string, string>; timeoutMs?: number; keepsExpired?: boolean } = {},
): HttpBrowser {
  return new HttpBrowser({ ...options, stopAt: (url) => url.href.startsWith(CALLBACK) });
}

export interface Choices {
  /** The person who signs in, by user name. */
  username: string;
  /** The patient to choose, by id; the first one shown when absent. */
  patient?: string;
  /** Clinical scopes to untick. */
  decline?: string[];
  decision?: 'allow' | 'deny';
}

/** Does what a person does on each page, until the browser reaches the app or a page has nothing more to do. */
export async function walkThrough(browser: HttpBrowser, start: Page, choices: Choices): Promise<Page> {
  let page = start;
  for (let step = 0; step < 6 && page.status !== 0; step += 1) {
    const names = new Set(page.forms.flatMap((form) => form.fields.map((field) => field.name)));
    if (names.has('username')) page = await browser.submit(page, { button: choices.username });
    else if (names.has('encounter')) page = await browser.submit(page, { button: pressEncounter(page) });
    else if (names.has('patient')) page = await browser.submit(page, pressPatient(page, choices));
    else if (names.has('decision')) page = await browser.submit(page, pressConsent(page, choices));
    else return page;
  }
  return page;
}

function pressPatient(page: Page, choices: Choices) {
  const form = page.forms.findIndex((one) => one.fields.some((field) => field.name === 'patient'));
  const buttons = page.forms[form]!.fields.filter((field) => field.name === 'patient');
  return { form, button: choices.patient ?? buttons[0]!.value };
}

function pressEncounter(page: Page): string {
  const fields = page.forms.flatMap((form) => form.fields);
  return fields.find(({ name }) => name === 'encounter')!.value;
}

function pressConsent(page: Page, choices: Choices) {
  const form = page.forms.findIndex((one) => one.fields.some((field) => field.name === 'decision'));
  const scopes = page.forms[form]!.fields.filter((field) => field.name === 'scope').map(
    (field) => field.value,
  );
  const declined = choices.decline ?? [];
  return {
    form,
    button: choices.decision ?? 'allow',
    // The consent page of a plain sign-in has no boxes to tick.
    ...(scopes.length > 0 ? { values: { scope: scopes.filter((scope) => !declined.includes(scope)) } } : {}),
  };
}

/** The whole journey up to the tokens. */
export async function getTokens(
  hospital: Hospital,
  choices: Choices,
  options: { browser?: HttpBrowser; app?: SmartApp; parameters?: Record<string, string | undefined> } = {},
): Promise<{ app: SmartApp; browser: HttpBrowser; tokens: Record<string, any> }> {
  const browser = options.browser ?? newBrowser();
  const app = options.app ?? new SmartApp(hospital);
  const page = await walkThrough(
    browser,
    await browser.get(app.authorizationUrl(options.parameters)),
    choices,
  );
  const { code } = app.answer(page);
  if (!code) throw new Error(`no code: ${page.url}`);
  const { status, body } = await app.redeem(code);
  if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(body)}`);
  return { app, browser, tokens: body };
}
