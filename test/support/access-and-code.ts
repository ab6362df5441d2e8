import type { Hospital } from './hospital.js';
import { newBrowser, SmartApp, walkThrough } from './smart-app.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };

/** Access that was given to an app, and a code for it that was not used. */
export interface AccessAndCode {
  app: SmartApp;
  code: string;
  /** The answer of the token endpoint. */
  tokens: Record<string, any>;
}

/** Signs a person in twice at a hospital in a process of its own. */
export async function accessAndCode(hospital: Hospital): Promise<AccessAndCode> {
  const browser = newBrowser();
  const newCode = async () => {
    const app = new SmartApp(hospital);
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
    return { app, code: app.answer(page).code! };
  };
  const given = await newCode();
  const { body: tokens } = await given.app.redeem(given.code);
  return { ...(await newCode()), tokens };
}

/** Nothing was used up or lost in between: the code is redeemed once, and the access goes on. */
export async function allGoesOn({ app, code, tokens }: AccessAndCode): Promise<void> {
  expect((await app.redeem(code)).status).toBe(200);
  expect((await app.redeem(code)).body.error).toBe('invalid_grant');
  expect((await app.refresh(tokens.refresh_token as string)).status).toBe(200);
}
