import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { AdminFiles, ADMIN_FOLDER } from '#src/admin-page/admin-files.js';
import { FirstAdministrator } from '#src/administration/first-administrator.js';
import { type Hospital, startHospital } from '../support/hospital.js';

/** Bytes. What a browser loads at most, gzipped. */
const BUDGET = 600_000;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.organisation = { name: `"Sint & 'Jan'" <b>`, accentColour: '#00a651' };
    },
  });
});
afterAll(() => hospital.close());

const files = readdirSync(`${ADMIN_FOLDER}assets`).filter((name) => !name.endsWith('.gz'));
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${hospital.issuer}${path}`, { redirect: 'manual', headers });

describe('the page', () => {
  it.each(['/admin/', '/admin/index.html', '/admin/signed-in?code=x&state=y'])('is at %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('<div id="page">');
  });

  it('is not at /admin, which leads to it', async () => {
    const answer = await get('/admin?x=1');
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '/admin/?x=1']);
  });

  it.each(['/admin/nothing', '/admin/assets', '/admin/assets/', '/admin//', '/ADMIN/'])(
    'is not at %s, and neither is anything else',
    async (path) => expect((await get(path)).status).toBe(404),
  );

  it('says what it must know, and nothing of it is read as HTML', async () => {
    const page = await (await get('/admin/')).text();
    expect(page).toContain('<title>&quot;Sint &amp; &#39;Jan&#39;&quot; &lt;b&gt;</title>');
    expect(page).toContain('/assets/branding.css?v=00a651"');
    expect(page).not.toMatch(/__[A-Z]+__|<b>/);
    const facts = /name="wardkey" content="([^"]*)"/.exec(page)![1]!;
    expect(facts).toContain(`&quot;issuer&quot;:&quot;${hospital.issuer}&quot;`);
    expect(facts).toContain('&quot;nobodyIsAdministrator&quot;:true');
  });

  it('runs scripts of this server only, and has styles of its own by a number that changes', async () => {
    const nonces = [];
    for (let time = 0; time < 2; time += 1) {
      const answer = await get('/admin/');
      const policy = answer.headers.get('content-security-policy')!;
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ])
        expect(policy.split('; ')).toContain(part);
      const [, nonce] = /'nonce-([^']+)'/.exec(policy)!;
      expect(await answer.text()).toContain(`nonce="${nonce}"`);
      nonces.push(nonce);
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect(new Set(nonces).size).toBe(2);
  });
});

describe('its files', () => {
  it('may be kept for ever, because their names have a hash of their content', async () => {
    expect(files.length).toBeGreaterThan(1);
    for (const name of files) {
      expect(name).toMatch(/-[\w-]{8}\.(js|css)$/);
      const answer = await get(`/admin/assets/${name}`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(answer.headers.get('content-type')).toMatch(
        name.endsWith('.js') ? /^text\/javascript/ : /^text\/css/,
      );
    }
  });

  it('come packed to whoever can unpack them', async () => {
    const [name] = files;
    const whole = readFileSync(`${ADMIN_FOLDER}assets/${name}`);
    // fetch unpacks by itself.
    for (const [encoding, sent] of [
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const answer = await get(`/admin/assets/${name}`, { 'accept-encoding': encoding });
      expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([
        sent,
        'Accept-Encoding',
      ]);
      expect(Buffer.from(await answer.arrayBuffer()).equals(whole)).toBe(true);
    }
    expect(gunzipSync(readFileSync(`${ADMIN_FOLDER}assets/${name}.gz`)).equals(whole)).toBe(true);
  });

  it.each(['..%2findex.html', '..%2f..%2fcli%2fmain.js', 'nothing.js', 'constructor'])(
    'do not include %s',
    async (name) => {
      const answer = await get(`/admin/assets/${name}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('are small enough', () => {
    const sizes = files.map((name) => gzipSync(readFileSync(`${ADMIN_FOLDER}assets/${name}`)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET);
  });
});

it('a server without the built page says so, and all else works', async () => {
  const bare = await startHospital({
    override: (builder) =>
      builder.overrideProvider(AdminFiles).useValue({ page: undefined, has: () => false, folder: '' }),
  });
  const answer = await fetch(`${bare.issuer}/admin/`);
  expect([answer.status, ((await answer.json()) as { title: string }).title]).toEqual([
    404,
    'The page of administrators is not built: run npm run build',
  ]);
  expect((await fetch(`${bare.issuer}/health/ready`)).status).toBe(200);
  await bare.close();
});

it('without the database the page is there all the same', async () => {
  const errors: unknown[] = [];
  const isMissing = () => Promise.reject(new Error('the database is gone'));
  const hidden = await startHospital({
    override: (builder) => builder.overrideProvider(FirstAdministrator).useValue({ isMissing }),
    logger: () => ({ log() {}, warn() {}, error: (message: unknown) => void errors.push(message) }),
  });
  const answer = await fetch(`${hidden.issuer}/admin/`);
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('&quot;nobodyIsAdministrator&quot;:false'),
  ]);
  expect(errors.at(-1)).toContain('it is not known whether there is an administrator');
  await hidden.close();
});
