import { connect, type Socket } from 'node:net';
import { jest } from '@jest/globals';
import { accountWithPassword, typePassword } from '../support/accounts.js';
import { sqliteFile } from '../support/database.js';
import { startHospital } from '../support/hospital.js';
import { type HospitalInProcess, startHospitalInProcess } from '../support/hospital-in-process.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };
const EMAIL = 'maria@clinic.example';

// Each test starts a process: three times what it takes on a slow machine.
jest.setTimeout(90_000);

let running: HospitalInProcess | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const many = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_none, index) => work(index)));

async function endsInOrder({ wardkey }: HospitalInProcess): Promise<void> {
  wardkey.signal('SIGTERM');
  expect(await wardkey.ended).toBe(0);
  expect(wardkey.output()).not.toMatch(/unhandled|uncaught/i);
}

it('with a small heap, each answer under a flood is right or 503, and access that was given goes on', async () => {
  proves('FI-41');
  running = await startHospitalInProcess({}, { nodeOptions: ['--max-old-space-size=96'] });
  const { hospital } = running;
  const { app, tokens } = await getTokens(hospital, MARIA);
  let newest = tokens.refresh_token as string;
  for (let round = 0; round < 4; round++) {
    const statuses = await many(400, async () => {
      // As large as a request may be, and kept until its person has signed in.
      const state = 'x'.repeat(2_000);
      const url = new SmartApp(hospital).authorizationUrl({ state });
      return (await fetch(url, { redirect: 'manual' })).status;
    });
    expect(new Set([...statuses, 503])).toEqual(new Set([303, 503]));
    const refreshed = await app.refresh(newest);
    expect(refreshed.status).toBe(200);
    newest = refreshed.body.refresh_token as string;
  }
  expect((await getTokens(hospital, MARIA)).tokens.access_token).toBeDefined();
  await endsInOrder(running);
});

it('with few files, others hold all of them for a while; then all goes on, and nothing was lost', async () => {
  proves('FI-42');
  running = await startHospitalInProcess();
  const { hospital, wardkey } = running;
  const { app, tokens } = await getTokens(hospital, MARIA);
  wardkey.limit('nofile', '64');
  const { hostname, port } = new URL(hospital.issuer);
  const held = await many(
    100,
    () =>
      new Promise<Socket>((resolve) => {
        const socket = connect(Number(port), hostname, () => resolve(socket));
        socket.on('error', () => resolve(socket));
      }),
  );
  // Whoever still gets a connection gets a right answer, or none.
  const answers = await many(10, () =>
    app.refresh(tokens.refresh_token as string).then(
      ({ status }) => status,
      () => 'no connection',
    ),
  );
  expect(answers).toContain('no connection');
  for (const answer of answers) expect([200, 503, 'no connection']).toContain(answer);
  for (const socket of held) socket.destroy();
  const refreshed = await eventually(() => app.refresh(tokens.refresh_token as string));
  expect(refreshed.status).toBe(200);
  expect((await getTokens(hospital, MARIA)).tokens.access_token).toBeDefined();
  await endsInOrder(running);
});

it('with one thread, a flood of passwords keeps nobody else from an answer', async () => {
  proves('FI-42');
  const database = { url: sqliteFile() };
  const encryptionKey = Buffer.alloc(32, 7).toString('base64');
  const before = await startHospital({
    configure: (configuration) => Object.assign(configuration, { database, encryptionKey }),
  });
  await accountWithPassword(before, EMAIL);
  await before.close();
  running = await startHospitalInProcess({ database }, { environment: { UV_THREADPOOL_SIZE: '1' } });
  const { hospital } = running;
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const first = await typePassword(browser, await browser.get(app.authorizationUrl()), EMAIL);
  const { body: tokens } = await app.redeem(app.answer(await walkThrough(browser, first, MARIA)).code!);
  const strangers = await many(30, async () => {
    const stranger = newBrowser();
    return { stranger, page: await stranger.get(new SmartApp(hospital).authorizationUrl()) };
  });
  let checked = 0;
  const guesses = strangers.map(async ({ stranger, page }, index) => {
    const { status } = await typePassword(stranger, page, `person-${index}@clinic.example`);
    checked += 1;
    return status;
  });
  // The use of the token and the audit row go to the disk, for which the thread is needed, too.
  const refreshed = await app.refresh(tokens.refresh_token as string);
  expect(refreshed.status).toBe(200);
  expect(checked).toBeLessThan(30);
  expect(new Set(await Promise.all(guesses))).toEqual(new Set([403]));
  await endsInOrder(running);
});

/** Tries again while there is no connection: the server notices only after a moment that others have left. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
