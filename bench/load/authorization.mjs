import { createHash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { APP_SCOPE, CALLBACK, CONNECTIONS } from '../world.mjs';
import { Browser } from './browser.mjs';
import { expect } from './connections.mjs';

/** One authorization request of an app, with PKCE. */
export class Authorization {
  verifier = randomBytes(32).toString('base64url');

  constructor(target, clientId) {
    this.clientId = clientId;
    const url = new URL(target.origin + target.paths.authorize);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: CALLBACK,
      scope: APP_SCOPE,
      state: randomBytes(8).toString('hex'),
      nonce: randomBytes(8).toString('hex'),
      aud: target.audience,
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...target.parameters,
    }).toString();
    this.url = url;
  }

  /** The form that redeems the code which the browser came back with. */
  redemption(backAt) {
    const code = new URL(backAt).searchParams.get('code');
    expect(code, `no code: ${backAt}`);
    return {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      client_id: this.clientId,
      code_verifier: this.verifier,
    };
  }
}

/** Browsers with a person signed in who has allowed the app what it asks for, so that it gets codes unasked. */
export class SignedInBrowsers {
  browsers = [];

  constructor(target, clientId) {
    this.target = target;
    this.clientId = clientId;
  }

  /**
   * Gets codes by real authorization requests, as many as wanted or as there is time for.
   * @returns the forms that redeem them
   */
  async redemptions(count, longestMs = Infinity) {
    while (this.browsers.length < Math.min(count, CONNECTIONS)) this.browsers.push(await this.signedIn());
    const forms = [];
    const end = performance.now() + longestMs;
    let begun = 0;
    await Promise.all(
      this.browsers.map(async (browser) => {
        while (begun < count && performance.now() < end) {
          begun += 1;
          const authorization = new Authorization(this.target, this.clientId);
          forms.push(authorization.redemption((await browser.open(authorization.url)).url));
        }
      }),
    );
    return forms;
  }

  async signedIn() {
    const browser = new Browser();
    await this.target.signIn(browser, new Authorization(this.target, this.clientId));
    return browser;
  }
}
