import { ServerLog } from '#src/server-log.js';
import { type Hospital, startHospital } from '../support/hospital.js';

/** A server whose log is kept. */
async function logged(
  trustedProxies: string[],
): Promise<{ hospital: Hospital; lines(): Record<string, string>[] }> {
  let text = '';
  const hospital = await startHospital({
    logger: (settings, clock) =>
      new ServerLog({ ...settings, production: true }, clock, {
        write: (line) => (text += line),
        on: () => {},
      }),
    configure: (configuration) => (configuration.listen.trustedProxies = trustedProxies),
  });
  return { hospital, lines: () => text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, string>) }; // prettier-ignore
}

/** A request that leaves one line: a client that does not exist. */
async function ask({ issuer }: Hospital, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'nobody' });
  return fetch(`${issuer}/token`, { method: 'POST', body, headers });
}

const GIVEN = { 'x-request-id': '4f1c2a90e7d84b5f9c3e6a7b8d90e1f2' };

describe('the lines of a request', () => {
  it('have the name that a trusted proxy gave it; each other request has a name of its own', async () => {
    const { hospital, lines } = await logged(['loopback']);
    try {
      const answer = await ask(hospital, GIVEN);
      expect(answer.headers.has('x-request-id')).toBe(false);
      await ask(hospital);
      await ask(hospital, { 'x-request-id': 'not "well" formed' });
      const names = lines()
        .filter(({ message }) => message!.includes('client.authentication_failed'))
        .map(({ requestId }) => requestId!);
      expect(names).toEqual([
        GIVEN['x-request-id'],
        expect.stringMatching(/^[\w-]{8}$/),
        expect.stringMatching(/^[\w-]{8}$/),
      ]);
      expect(new Set(names).size).toBe(3);
    } finally {
      await hospital.close();
    }
  });

  it('do not have the name that anybody else gave it', async () => {
    const { hospital, lines } = await logged(['10.9.8.7']);
    try {
      await ask(hospital, GIVEN);
      const [line] = lines().filter(({ message }) => message!.includes('client.authentication_failed'));
      expect(line!.requestId).toMatch(/^[\w-]{8}$/);
    } finally {
      await hospital.close();
    }
  });
});
