import { DataSource } from 'typeorm';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { AttemptCount } from '#src/accounts/credentials/attempt-count.entity.js';
import { accountWithPassword, typePassword } from '../support/accounts.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

const OWNER = 'nurse@clinic.example';
const EMERGENCY = 'emergency@clinic.example';
const WRONG = 'not the password at all';

/** A browser at an address, as a trusted proxy tells it. */
const at = (address: string) => newBrowser({ headers: { 'x-forwarded-for': address } });

describe('guessing slows the guesser, not the owner', () => {
  proves('TM-38');
  let hospital: Hospital;
  beforeEach(async () => {
    hospital = await startHospital({
      configure: (configuration) => (configuration.breakGlassAccounts = [EMERGENCY]),
    });
    await accountWithPassword(hospital, OWNER);
    await accountWithPassword(hospital, EMERGENCY);
  });
  afterEach(() => hospital.close());

  const attempt = async (browser: HttpBrowser, email: string, password?: string) => {
    const page = await browser.get(new SmartApp(hospital).authorizationUrl({ prompt: 'login' }));
    return typePassword(browser, page, email, password);
  };
  const isIn = (page: { h1: string }) => page.h1 === 'Choose a patient';

  /** Guesses from many places, the waits between them left out: as if the attack had gone on for hours. */
  const attack = async (email: string, places: number) => {
    const counts = hospital.app.get(DataSource).getRepository(AttemptCount);
    for (let place = 1; place <= places; place += 1) {
      await counts.createQueryBuilder().delete().where(`"key" LIKE 'wait:%'`).execute();
      await attempt(at(`203.0.113.${place}`), email, WRONG);
    }
  };

  it('the owner comes in from the device and from the network that they came in from before', async () => {
    const laptop = { 'x-forwarded-for': '192.0.2.1' };
    const browser = newBrowser({ headers: laptop });
    expect(isIn(await attempt(browser, OWNER))).toBe(true);
    await attack(OWNER, 28);
    // A stranger waits, also with the right password; the owner does not, again and again.
    expect((await attempt(at('198.51.100.1'), OWNER)).status).toBe(429);
    for (let visit = 0; visit < 3; visit += 1) {
      expect(isIn(await attempt(at('192.0.2.1'), OWNER))).toBe(true);
      laptop['x-forwarded-for'] = `198.51.100.${10 + visit}`;
      expect(isIn(await attempt(browser, OWNER))).toBe(true);
    }
  });

  it('an account of breakGlassAccounts is never refused for what others tried, from wherever it is opened', async () => {
    await attack(EMERGENCY, 28);
    expect(isIn(await attempt(at('198.51.100.1'), EMERGENCY))).toBe(true);
    // Not even where the guesses come from: there it takes its time.
    const guesser = at('203.0.113.250');
    for (let guess = 0; guess < 7; guess += 1)
      expect((await attempt(guesser, EMERGENCY, WRONG)).status).toBe(403);
    expect(isIn(await attempt(at('203.0.113.250'), EMERGENCY))).toBe(true);
  });

  describe('secrets of clients', () => {
    const introspect = (secret: string, address: string) =>
      fetch(`${hospital.issuer}/introspect`, {
        method: 'POST',
        body: new URLSearchParams({ token: 'x' }),
        headers: {
          authorization: `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${secret}`).toString('base64')}`,
          'x-forwarded-for': address,
        },
      });

    it('whoever tries them waits, and is told how long; the service itself, known where it is, goes on', async () => {
      expect((await introspect(RESOURCE_SERVER.client_secret, '192.0.2.1')).status).toBe(200);
      const statuses: number[] = [];
      for (let guess = 0; guess < 60; guess += 1)
        statuses.push((await introspect(`guess ${guess}`, '203.0.113.1')).status);
      expect(statuses[0]).toBe(401);
      expect(statuses.at(-1)).toBe(429);
      const told = await introspect(RESOURCE_SERVER.client_secret, '203.0.113.1');
      expect([told.status, Number(told.headers.get('retry-after')) > 0]).toEqual([429, true]);
      expect((await introspect(RESOURCE_SERVER.client_secret, '192.0.2.1')).status).toBe(200);
    });

    it('guesses from many places do not add up to none', async () => {
      expect((await introspect(RESOURCE_SERVER.client_secret, '192.0.2.1')).status).toBe(200);
      const statuses: number[] = [];
      for (let guess = 0; guess < 240; guess += 1)
        statuses.push((await introspect(`guess ${guess}`, `203.0.113.${guess >> 1}`)).status);
      // One guess from each place, and no second one.
      expect(statuses.slice(-4)).toEqual([401, 429, 401, 429]);
      // The client itself may have moved: where nobody guessed, it comes in at once.
      expect((await introspect(RESOURCE_SERVER.client_secret, '198.51.100.7')).status).toBe(200);
      expect((await introspect(RESOURCE_SERVER.client_secret, '192.0.2.1')).status).toBe(200);
    });
  });

  it('registrations are counted by who asks, not by the proxy that passes them on', async () => {
    await hospital.close();
    hospital = await startHospital({
      configure: (configuration) => (configuration.registration = { mode: 'pending', maxPending: 200 }),
    });
    const register = async (address: string) => {
      const response = await fetch(`${hospital.issuer}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ redirect_uris: [CALLBACK], client_name: 'An app' }),
      });
      await response.text();
      return response.status;
    };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 31; attempt += 1) statuses.push(await register('203.0.113.1'));
    expect([statuses[0], statuses.at(-1)]).toEqual([201, 429]);
    expect(await register('192.0.2.1')).toBe(201);
    // One household, one attacker: an IPv6 network counts as one.
    const v6: number[] = [];
    for (let attempt = 0; attempt < 31; attempt += 1) v6.push(await register(`2001:db8:1:1::${attempt + 1}`));
    expect(v6.at(-1)).toBe(429);
  });
});
