import type { Server } from 'node:http';
import { DataSource } from 'typeorm';
import { onDatabase, sqliteFile } from '../support/database.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { postHead, RawConnection } from '../support/raw-http.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };
/** After how many milliseconds the client leaves. An answer takes about as long. */
const MOMENTS = [0, 1, 2, 3, 5, 8, 13, 21];

describe.each([
  ['SQLite', true],
  ['PostgreSQL', hasPostgresql],
])('a client that leaves before it has its answer, on %s', (name, isHere) => {
  const here = isHere ? it : it.skip;
  let postgresql: Postgresql | undefined;
  let hospital: Hospital;

  beforeAll(async () => {
    if (!isHere) return;
    postgresql = name === 'PostgreSQL' ? await startPostgresql() : undefined;
    hospital = await startHospital({
      configure: (configuration) => Object.assign(configuration, onDatabase(postgresql?.url ?? sqliteFile())),
    });
  });
  afterAll(async () => {
    await hospital?.close();
    await postgresql?.close();
  });

  /** Sends a token request and leaves. */
  async function sendAndLeave(form: Record<string, string>, afterMs: number): Promise<void> {
    const body = new URLSearchParams({ client_id: 'chart', ...form }).toString();
    const connection = await RawConnection.open(hospital.issuer);
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    connection.send(postHead('/token', { ...type, 'content-length': String(body.length) }) + body);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    connection.hangUp();
  }

  here('gets the same successor when it repeats a refresh', async () => {
    proves('FI-39');
    const { app, tokens } = await getTokens(hospital, MARIA);
    let newest = tokens.refresh_token as string;
    for (const moment of MOMENTS) {
      await sendAndLeave({ grant_type: 'refresh_token', refresh_token: newest }, moment);
      const [once, twice] = [await app.refresh(newest), await app.refresh(newest)];
      expect([once.status, twice.status]).toEqual([200, 200]);
      expect(twice.body.refresh_token).toBe(once.body.refresh_token);
      newest = once.body.refresh_token as string;
    }
  });

  here('may find its code used, and never gets two sets of tokens', async () => {
    proves('FI-39');
    for (const moment of MOMENTS) {
      const app = new SmartApp(hospital);
      const browser = newBrowser();
      const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
      const { code } = app.answer(page);
      const form = { grant_type: 'authorization_code', code: code!, redirect_uri: CALLBACK };
      await sendAndLeave({ ...form, code_verifier: app.codeVerifier }, moment);
      const statuses = [(await app.redeem(code!)).status, (await app.redeem(code!)).status];
      expect([
        [200, 400],
        [400, 400],
      ]).toContainEqual(statuses);
    }
  });

  here('leaves no connection behind, neither to the server nor to the database', async () => {
    proves('FI-39');
    const { master: pool } = hospital.app.get(DataSource).driver as unknown as {
      master?: Record<'idleCount' | 'totalCount' | 'waitingCount', number>;
    };
    const server = hospital.app.getHttpServer() as Server;
    const isHeld = async () => {
      server.closeIdleConnections();
      const open = await new Promise<number>((resolve) =>
        server.getConnections((_error, count) => resolve(count)),
      );
      return open > 0 || (pool !== undefined && pool.idleCount < pool.totalCount);
    };
    while (await isHeld()) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
