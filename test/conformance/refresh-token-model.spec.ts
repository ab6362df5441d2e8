import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const SECRET = 'the-secret-of-a-web-app';
const GRACE_SECONDS = 10;
const LIFETIME_DAYS = 90;
const LIFETIME_SECONDS = LIFETIME_DAYS * 86_400;
const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.tokens = { refreshTokenDays: LIFETIME_DAYS };
      configuration.clients.push({
        clientId: 'web-app',
        tokenEndpointAuthMethod: 'client_secret_post',
        clientSecret: SECRET,
        redirectUris: [CALLBACK],
      });
    },
  });
  stopClock();
});
afterAll(async () => {
  startClock();
  await hospital.close();
});

const now = () => Math.floor(Date.now() / 1000);

/** The expected state: one chain of tokens, each with one successor (decision 8). */
interface Model {
  over: boolean;
  chain: Array<{ issuedAt: number; usedAt?: number }>;
}

/** The real state: the tokens that the app received. */
class Real {
  readonly chain: string[] = [];
  readonly accessTokens: string[] = [];

  constructor(private readonly app: SmartApp) {}

  async refresh(index: number) {
    const { status, body } = await this.app.refresh(this.chain[index]!, { client_secret: SECRET });
    if (status === 200) this.accessTokens.push(body.access_token as string);
    return status === 200 ? { successor: body.refresh_token as string } : { error: body.error as string };
  }

  async revoke(index: number): Promise<void> {
    const form = { token: this.chain[index]!, client_id: 'web-app', client_secret: SECRET };
    expect((await this.app.post('/revoke', form)).status).toBe(200);
  }

  /** The number of tokens that still give new ones, under a Grant that stands. */
  async liveLeaves(): Promise<number> {
    const rows: Array<{ n: number }> = await hospital.app.get(DataSource).query(
      `SELECT count(*) AS n FROM oidc_artifact AS token
       JOIN oidc_artifact AS standing ON standing.model = 'Grant' AND standing.id_hash = token.grant_hash
       WHERE token.model = 'RefreshToken' AND token.consumed_at IS NULL AND token.expires_at > ${now()}
       AND token.grant_hash = (SELECT max(grant_hash) FROM grant_context WHERE created_at =
         (SELECT max(created_at) FROM grant_context))`,
    );
    return rows[0]!.n;
  }

  async isActive(accessToken: string): Promise<boolean> {
    const { body } = await this.app.post('/introspect', { token: accessToken }, { authorization: BASIC });
    return body.active as boolean;
  }
}

/** The expected answer to a token, and the change in the expected state. */
function shown(model: Model, index: number): 'refreshed' | 'invalid_grant' {
  const token = model.chain[index]!;
  if (model.over || now() >= token.issuedAt + LIFETIME_SECONDS) return 'invalid_grant';
  const successor = model.chain[index + 1];
  const lostAnswer =
    token.usedAt !== undefined && now() - token.usedAt <= GRACE_SECONDS && successor?.usedAt === undefined;
  if (token.usedAt !== undefined && !lostAnswer) {
    model.over = true;
    return 'invalid_grant';
  }
  token.usedAt ??= now();
  if (successor) successor.issuedAt = now();
  else model.chain.push({ issuedAt: now() });
  return 'refreshed';
}

type Answer = Awaited<ReturnType<Real['refresh']>>;

/** The app keeps the successor. When it got one before for this token, it must get the same one again. */
function compare(real: Real, index: number, answer: Answer, expected: ReturnType<typeof shown>): void {
  if (expected === 'invalid_grant') return expect(answer).toEqual({ error: 'invalid_grant' });
  real.chain[index + 1] ??= answer.successor!;
  expect(answer).toEqual({ successor: real.chain[index + 1] });
}

async function invariants(model: Model, real: Real): Promise<void> {
  const leaves = await real.liveLeaves();
  const newest = model.chain.at(-1)!;
  if (!model.over) return expect(leaves).toBe(now() < newest.issuedAt + LIFETIME_SECONDS ? 1 : 0);
  expect(leaves).toBe(0);
  for (const token of real.accessTokens) expect(await real.isActive(token)).toBe(false);
}

abstract class Step implements fc.AsyncCommand<Model, Real> {
  constructor(protected readonly number: number) {}
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    await this.step(model, real);
    await invariants(model, real);
  }
  toString = () => `${this.constructor.name}(${this.number})`;
  protected abstract step(model: Model, real: Real): Promise<void>;
}

/** Shows the newest token, as an app does. */
class Refresh extends Step {
  protected async step(model: Model, real: Real): Promise<void> {
    const index = model.chain.length - 1;
    const answer = await real.refresh(index);
    compare(real, index, answer, shown(model, index));
  }
}

/** The answer, or the process, is lost: the app still has the token that it showed. */
class LoseAnswer extends Step {
  protected async step(model: Model, real: Real): Promise<void> {
    const index = model.chain.length - 1;
    const lost = await real.refresh(index);
    const first = shown(model, index);
    expect('error' in lost).toBe(first === 'invalid_grant');
    const again = await real.refresh(index);
    const second = shown(model, index);
    if (second === 'refreshed') expect(again).toEqual(lost);
    compare(real, index, again, second);
  }
}

/** Shows a token of some uses ago, as a thief does, or an app that was restored from a backup. */
class Replay extends Step {
  protected async step(model: Model, real: Real): Promise<void> {
    const index = Math.max(0, model.chain.length - 1 - this.number);
    compare(real, index, await real.refresh(index), shown(model, index));
  }
}

/** Shows the same token several times at once. */
class Race extends Step {
  protected async step(model: Model, real: Real): Promise<void> {
    const index = model.chain.length - 1;
    const answers = await Promise.all(
      Array.from({ length: 2 + (this.number % 4) }, () => real.refresh(index)),
    );
    for (const answer of answers) compare(real, index, answer, shown(model, index));
  }
}

class Revoke extends Step {
  protected async step(model: Model, real: Real): Promise<void> {
    const index = this.number % model.chain.length;
    const expired = now() >= model.chain[index]!.issuedAt + LIFETIME_SECONDS;
    await real.revoke(index);
    // An expired token is unknown, so its revocation ends nothing.
    if (!expired) model.over = true;
  }
}

/** Revokes a token while it is refreshed: afterwards no token works, whichever request came first. */
class RevokeInARace extends Step {
  protected async step(model: Model, real: Real): Promise<void> {
    const index = model.chain.length - 1;
    const expired = now() >= model.chain[index]!.issuedAt + LIFETIME_SECONDS;
    const [, answer] = await Promise.all([real.revoke(index), real.refresh(index)]);
    if (expired) return compare(real, index, answer, shown(model, index));
    if (answer.successor) {
      shown(model, index);
      real.chain[index + 1] = answer.successor;
    }
    model.over = true;
  }
}

class ClockJump extends Step {
  protected async step(): Promise<void> {
    moveClock(this.number);
  }
}

const STEPS = [
  fc.nat(0).map((number) => new Refresh(number)),
  fc.nat(0).map((number) => new LoseAnswer(number)),
  fc.integer({ min: 1, max: 4 }).map((number) => new Replay(number)),
  fc.constant(1).map((number) => new Replay(number)),
  fc.nat(9).map((number) => new Race(number)),
  fc.nat(9).map((number) => new Revoke(number)),
  fc.nat(0).map((number) => new RevokeInARace(number)),
  fc.constantFrom(1, 9, 10, 11).map((number) => new ClockJump(number)),
  fc.constantFrom(11, 3_600, LIFETIME_SECONDS - 1, LIFETIME_SECONDS).map((number) => new ClockJump(number)),
];

async function begin(): Promise<{ model: Model; real: Real }> {
  moveClock(3_600);
  const app = new SmartApp(hospital, 'web-app');
  const browser = newBrowser();
  const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
    username: 'maria.lindqvist',
  });
  const { body } = await app.redeem(app.answer(page).code!, { client_secret: SECRET });
  const real = new Real(app);
  real.chain.push(body.refresh_token as string);
  real.accessTokens.push(body.access_token as string);
  return { model: { over: false, chain: [{ issuedAt: now() }] }, real };
}

it('a refresh token has at most one live successor, and none after a theft was found', async () => {
  proves('TM-27');
  const seen = new Set<string>();
  let over = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(STEPS, { maxCommands: 16 }), async (commands) => {
      let last: Model | undefined;
      await fc.asyncModelRun(async () => {
        const setup = await begin();
        last = setup.model;
        return setup;
      }, commands);
      for (const command of commands) seen.add(String(command).split('(')[0]!);
      if (last?.over) over += 1;
    }),
    { numRuns: 60 },
  );
  // The runs did all kinds of steps, and some of them ended the chain.
  expect(seen.size).toBeGreaterThanOrEqual(5);
  expect(over).toBeGreaterThan(0);
}, 240_000);
