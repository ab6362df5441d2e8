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

/** A browser at an address, as a trusted proxy reports it. */
const at = (address: string) => newBrowser({ headers: { 'x-forwarded-for': address } });

describe('guessing slows the attacker, and not the owner', () => {
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

  /** Guesses from many networks, without the waits between them: as if the attack had gone on for hours. */
  const attack = async (email: string, places: number) => {
    const counts = hospital.app.get(DataSource).getRepository(AttemptCount);
    for (let place = 1; place <= places; place += 1) {
      await counts.createQueryBuilder().delete().where(`"key" LIKE 'wait:%'`).execute();
      await attempt(at(`203.0.113.${place}`), email, WRONG);
    }
  };

  it('the owner can sign in from a device and from a network that they used before', async () => {
    const laptop = { 'x-forwarded-for': '192.0.2.1' };
    const browser = newBrowser({ headers: laptop });
    expect(isIn(await attempt(browser, OWNER))).toBe(true);
    await attack(OWNER, 28);
    // A stranger has to wait, also with the right password. The owner does not, at each sign-in.
    expect((await attempt(at('198.51.100.1'), OWNER)).status).toBe(429);
    for (let visit = 0; visit < 3; visit += 1) {
      expect(isIn(await attempt(at('192.0.2.1'), OWNER))).toBe(true);
      laptop['x-forwarded-for'] = `198.51.100.${10 + visit}`;
      expect(isIn(await attempt(browser, OWNER))).toBe(true);
    }
  });

  it('a break-glass account is never refused because of the attempts of others, at each network', async () => {
    await attack(EMERGENCY, 28);
    expect(isIn(await attempt(at('198.51.100.1'), EMERGENCY))).toBe(true);
    // This is also true at the network of the guesses: there the sign-in only takes longer.
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

    it('a guesser has to wait and is told how long; the client itself, at its known address, goes on', async () => {
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

    it('guesses from many networks are still limited', async () => {
      expect((await introspect(RESOURCE_SERVER.client_secret, '192.0.2.1')).status).toBe(200);
      const statuses: number[] = [];
      for (let guess = 0; guess < 240; guess += 1)
        statuses.push((await introspect(`guess ${guess}`, `203.0.113.${guess >> 1}`)).status);
      // One guess from each network, and not a second one.
      expect(statuses.slice(-4)).toEqual([401, 429, 401, 429]);
      // The client itself may have moved: at an address without guesses it is accepted at once.
      expect((await introspect(RESOURCE_SERVER.client_secret, '198.51.100.7')).status).toBe(200);
      expect((await introspect(RESOURCE_SERVER.client_secret, '192.0.2.1')).status).toBe(200);
    });
  });

  it('registrations are counted by the address of the client, and not of the proxy', async () => {
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
    // One household, one attacker: an IPv6 network counts as one address.
    const v6: number[] = [];
    for (let attempt = 0; attempt < 31; attempt += 1) v6.push(await register(`2001:db8:1:1::${attempt + 1}`));
    expect(v6.at(-1)).toBe(429);
  });
});
