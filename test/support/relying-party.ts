import { randomBytes } from 'node:crypto';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { CALLBACK, type Hospital } from './hospital.js';
import { type Choices, SmartApp, type TokenResponse, walkThrough } from './smart-app.js';

/** The secret of every relying party here. */
export const SECRET = 'the-relying-partys-own-secret';

/** A client that knows OpenID Connect and no FHIR, as its entry in the configuration file. */
export const relyingParty = (clientId: string, more: Record<string, unknown> = {}) => ({
  clientId,
  clientName: 'Staff Portal',
  tokenEndpointAuthMethod: 'client_secret_basic',
  clientSecret: SECRET,
  redirectUris: [CALLBACK],
  pkce: 'optional',
  ...more,
});

/** Such a client at work: no `aud`, no PKCE, a nonce. */
export class RelyingParty {
  readonly app: SmartApp;
  readonly nonce = randomBytes(8).toString('hex');

  constructor(
    private readonly hospital: Hospital,
    readonly clientId: string,
    private readonly browser: HttpBrowser,
  ) {
    this.app = new SmartApp(hospital, clientId);
  }

  url(parameters: Record<string, string | undefined> = {}): string {
    return this.app.authorizationUrl({
      scope: 'openid',
      aud: undefined,
      code_challenge: undefined,
      code_challenge_method: undefined,
      nonce: this.nonce,
      ...parameters,
    });
  }

  /** @returns the page at which the person stops, or the app’s own */
  async ask(parameters: Record<string, string | undefined> = {}, choices?: Choices): Promise<Page> {
    const page = await this.browser.get(this.url(parameters));
    return choices ? walkThrough(this.browser, page, choices) : page;
  }

  /** @returns the parameters that came back: a code, or an error */
  async answer(parameters: Record<string, string | undefined> = {}, choices: Choices = { username: '' }) {
    return this.app.answer(await this.ask(parameters, choices));
  }

  redeem(code: string, redirectUri = CALLBACK): Promise<TokenResponse> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
  }

  token(form: Record<string, string>): Promise<TokenResponse> {
    return this.app.post('/token', form, { authorization: this.basic });
  }

  get basic(): string {
    return `Basic ${Buffer.from(`${this.clientId}:${SECRET}`).toString('base64')}`;
  }

  /** The whole way to the tokens. */
  async tokens(
    parameters: Record<string, string | undefined> = {},
    choices: Choices = { username: '' },
  ): Promise<Record<string, any>> {
    const { code, ...rest } = await this.answer(parameters, choices);
    if (!code) throw new Error(`no code: ${JSON.stringify(rest)}`);
    const { status, body } = await this.redeem(code);
    if (status !== 200) throw new Error(`no tokens: ${JSON.stringify(body)}`);
    return body;
  }

  async userinfo(
    token: string,
    init: RequestInit = {},
  ): Promise<{ status: number; body: Record<string, any>; headers: Headers }> {
    const response = await fetch(`${this.hospital.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
      ...init,
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, any>,
    };
  }
}
