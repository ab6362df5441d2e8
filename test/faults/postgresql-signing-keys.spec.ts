import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { KeyRotation } from '#src/keys/key-rotation.js';
import { KeySchedule } from '#src/keys/key-schedule.js';
import { type Hospital, RESOURCE_SERVER_BASIC, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

// Hundreds of requests, which go on while the clock moves.
jest.setTimeout(90_000);

/** Requests go on at the same time, at both nodes. */
const CLIENTS = 3;
/** The hours for which a new key is published before it signs. */
const PUBLISH_HOURS = 1;
/** Shorter than the JWKS may be kept, and than a token lives. */
const STEP_SECONDS = 150;

/** How often a condition is looked at that another node must bring about. */
const MOST_LOOKS = 40;
const BETWEEN_LOOKS_MS = 20;

/** A client that keeps the JWKS for as long as the headers allow, and reads it not a moment earlier. */
class PatientVerifier {
  private kept?: { jwks: JSONWebKeySet; until: number };

  constructor(private readonly origin: () => string) {}

  async verify(token: string): Promise<void> {
    if (!this.kept || Date.now() >= this.kept.until) {
      const response = await fetch(`${this.origin()}/jwks`);
      const [, seconds] = /max-age=(\d+)/.exec(response.headers.get('cache-control')!)!;
      this.kept = {
        jwks: (await response.json()) as JSONWebKeySet,
        until: Date.now() + Number(seconds) * 1000,
      };
    }
    await compactVerify(token, createLocalJWKSet(this.kept.jwks));
  }
}

(hasPostgresql ? describe : describe.skip)('signing keys of two nodes on one PostgreSQL', () => {
  let postgresql: Postgresql;
  let nodes: Hospital[];
  const rotationAt = (node: number) => nodes[node]!.app.get(KeyRotation);

  beforeAll(async () => {
    stopClock();
    postgresql = await startPostgresql();
    const encryptionKey = randomBytes(32).toString('base64');
    let first: Record<string, any> | undefined;
    const start = () =>
      startHospital({
        configure: (configuration) => {
          first ??= structuredClone(configuration);
          const { issuer, fhirServers } = first;
          Object.assign(configuration, { issuer, fhirServers, encryptionKey });
          configuration.database = { url: postgresql.url };
          configuration.signingKeys = { publishHours: PUBLISH_HOURS };
          configuration.clients[1].scope = 'system/Patient.rs';
          configuration.limits = { exemptNetworks: ['127.0.0.0/8'] };
        },
      });
    nodes = [await start(), await start()];
  });
  afterAll(async () => {
    startClock();
    for (const node of nodes ?? []) await node.close();
    await postgresql?.close();
  });

  /** The node listens at its own address, whatever the issuer is. */
  const at = (node: number) => nodes[node]!.issuer;
  const origins = new Map<number, string>();
  beforeAll(() => nodes.forEach((_, node) => origins.set(node, at(node))));
  const post = async (node: number, path: string, form: Record<string, string>) => {
    const response = await fetch(`${origins.get(node)!}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { authorization: RESOURCE_SERVER_BASIC },
    });
    return { status: response.status, body: (await response.json()) as Record<string, any> };
  };
  const tokenFrom = async (node: number): Promise<string> => {
    const form = {
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      resource: nodes[0]!.fhirServer.baseUrl,
    };
    const { status, body } = await post(node, '/token', form);
    if (status !== 200) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
    return body.access_token as string;
  };
  const isActiveAt = async (node: number, token: string) =>
    (await post(node, '/introspect', { token })).body.active as boolean;
  const publishedAt = async (node: number) =>
    ((await (await fetch(`${origins.get(node)!}/jwks`)).json()) as JSONWebKeySet).keys.map(({ kid }) => kid);
  const kidOf = (token: string) => decodeProtectedHeader(token).kid!;

  /** Resolves when the condition holds, and fails after less than a second of looking. */
  const soon = async (condition: () => Promise<boolean>) => {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
    throw new Error('the other node has not followed');
  };

  it('are rotated under load: no token is refused, at any node, by any client that keeps the JWKS', async () => {
    proves('TM-49');
    const refused: string[] = [];
    const signedBy = new Set<string>();
    let goesOn = true;
    const served = Array<number>(CLIENTS).fill(0);
    const client = async (number: number) => {
      const verifier = new PatientVerifier(() => origins.get(number % 2)!);
      while (goesOn) {
        const token = await tokenFrom(number % 2);
        signedBy.add(kidOf(token));
        await verifier.verify(token).catch((error: unknown) => refused.push(`verified: ${String(error)}`));
        for (const node of [0, 1])
          if (!(await isActiveAt(node, token))) refused.push(`inactive at node ${node}`);
        served[number]! += 1;
      }
    };
    const load = Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
    /** Each client, so that no token is held while the clock is moved past its end. */
    const untilEachIsServed = async (more: number) => {
      const enough = served.map((before) => before + more);
      while (served.some((count, number) => count < enough[number]!))
        await new Promise((resolve) => setImmediate(resolve));
    };
    try {
      await untilEachIsServed(1);
      const next = await rotationAt(1).rotate('ES256');
      for (let seconds = 0; seconds < PUBLISH_HOURS * 3600 + 3 * STEP_SECONDS; seconds += STEP_SECONDS) {
        moveClock(STEP_SECONDS);
        await untilEachIsServed(1);
      }
      await soon(async () => kidOf(await tokenFrom(0)) === next && kidOf(await tokenFrom(1)) === next);
      await untilEachIsServed(4);
    } finally {
      goesOn = false;
      await load;
    }
    expect(refused).toEqual([]);
    expect(signedBy.size).toBe(2);
    expect(Math.min(...served)).toBeGreaterThan(25);
  });

  it('are rotated by age once, whichever node comes first', async () => {
    const before = (await rotationAt(0).list()).length;
    await rotationAt(0).rotate('RS256');
    moveClock(PUBLISH_HOURS * 3600);
    await Promise.all(nodes.map(({ app }) => app.get(KeySchedule).round()));
    const keys = (await rotationAt(1).list()).map(({ key }) => key);
    expect(keys).toHaveLength(before + 1);
    expect(keys.filter(({ state, alg }) => state === 'current' && alg === 'RS256')).toHaveLength(1);
  });

  it('that sign at once at one node are accepted at the other from the first token on', async () => {
    const successor = await rotationAt(0).rotate('ES256', 'now');
    await nodes[0]!.app.get(KeySchedule).round();
    const token = await tokenFrom(0);
    expect(kidOf(token)).toBe(successor);
    expect(await isActiveAt(1, token)).toBe(true);
  });

  it('that are revoked at one node are refused and not published at the other within a second', async () => {
    proves('TM-49');
    const token = await tokenFrom(0);
    for (const node of [0, 1]) expect(await isActiveAt(node, token)).toBe(true);
    const successor = await rotationAt(1).revoke(kidOf(token));
    for (const node of [0, 1]) {
      await soon(async () => !(await isActiveAt(node, token)));
      await soon(async () => !(await publishedAt(node)).includes(kidOf(token)));
      await soon(async () => kidOf(await tokenFrom(node)) === successor);
    }
  });
});
