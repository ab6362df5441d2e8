import { ConsoleLogger, Logger } from '@nestjs/common';
import { onDatabase } from '../support/database.js';
import { type Hospital, RESOURCE_SERVER_BASIC } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { type SlowLine, slowLine, startTwoNodes, type TwoNodes } from '../support/two-nodes.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };

(hasPostgresql ? describe : describe.skip)('two nodes, of which one is cut off from PostgreSQL', () => {
  let postgresql: Postgresql;
  let line: SlowLine;
  let two: TwoNodes;
  /** Each node at its own address, whoever the other one is. */
  let cutOff: Hospital;
  let other: Hospital;

  beforeAll(async () => {
    postgresql = await startPostgresql();
    const direct = new URL(postgresql.url);
    line = await slowLine(Number(direct.port));
    const overLine = new URL(direct);
    overLine.port = String(line.port);
    const urls = [overLine.href, direct.href];
    two = await startTwoNodes({
      configure: (configuration) => Object.assign(configuration, onDatabase(urls.shift()!)),
    });
    [cutOff, other] = (await Promise.all(
      two.nodes.map(async (node) => ({ ...node, issuer: await node.app.getUrl() })),
    )) as [Hospital, Hospital];
    // Each failure is an error in the log, and here they are intended.
    Logger.overrideLogger(false);
  }, 120_000);
  afterAll(async () => {
    line?.mend();
    Logger.overrideLogger(new ConsoleLogger());
    await two?.close();
    await line?.close();
    await postgresql?.close();
  });
  afterEach(() => line.mend());

  const introspect = async (node: Hospital, token: string) =>
    new SmartApp(node).post('/introspect', { token }, { authorization: RESOURCE_SERVER_BASIC });
  const refreshAt = (node: Hospital, token: string) =>
    new SmartApp({ ...node, fhirServer: two.hospital.fhirServer }).refresh(token);
  /** A code, and what redeems it. */
  const unusedCode = async () => {
    const at = { ...two.hospital };
    const app = new SmartApp(at);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
    const { code } = app.answer(page);
    return (node: Hospital) => {
      at.issuer = node.issuer;
      return app.redeem(code!);
    };
  };
  const readyAt = async (node: Hospital) => (await fetch(`${node.issuer}/health/ready`)).status;

  it('the one is not ready and answers 503 in bounded time; the other one goes on', async () => {
    proves('FI-19');
    const { app, tokens } = await getTokens(two.hospital, MARIA);
    const redeemAt = await unusedCode();
    line.cut();
    const [introspected, refreshed, redeemed, page, ready] = await Promise.all([
      introspect(cutOff, tokens.access_token as string),
      refreshAt(cutOff, tokens.refresh_token as string),
      redeemAt(cutOff),
      fetch(new SmartApp({ ...cutOff, fhirServer: two.hospital.fhirServer }).authorizationUrl()),
      readyAt(cutOff),
    ]);
    expect([introspected, refreshed, redeemed, page].map(({ status }) => status)).toEqual([
      503, 503, 503, 503,
    ]);
    expect(ready).toBe(503);
    expect(await readyAt(other)).toBe(200);
    expect((await introspect(other, tokens.access_token as string)).body.active).toBe(true);
    expect((await refreshAt(other, tokens.refresh_token as string)).status).toBe(200);
    // What the one has begun is not done when it can be reached again.
    line.mend();
    expect((await redeemAt(other)).status).toBe(200);
    expect((await redeemAt(cutOff)).body.error).toBe('invalid_grant');
    expect(await readyAt(cutOff)).toBe(200);
    expect((await app.refresh(tokens.refresh_token as string)).status).toBe(200);
  }, 90_000);

  it('what the other one ended meanwhile opens nothing at the one, neither then nor afterwards', async () => {
    proves('FI-19');
    const { tokens } = await getTokens(two.hospital, MARIA);
    line.cut();
    await new SmartApp(other).revoke(tokens.refresh_token as string);
    expect((await introspect(cutOff, tokens.access_token as string)).status).toBe(503);
    line.mend();
    // A connection that hung meanwhile may still have to break.
    let answer = await introspect(cutOff, tokens.access_token as string);
    for (let more = 0; answer.status === 503 && more < 10; more += 1)
      answer = await introspect(cutOff, tokens.access_token as string);
    expect(answer.body).toEqual({ active: false });
    expect((await refreshAt(cutOff, tokens.refresh_token as string)).body.error).toBe('invalid_grant');
  }, 90_000);
});
