import type { DataSource } from 'typeorm';
import { expiredRowsOf, openDatabase } from '../../../test/support/database.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { proves } from '../../../test/support/proves.js';
import { EhrLaunch } from './ehr-launch.entity.js';
import type { RevocationLevel } from '#src/access/epoch.entity.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { EHR_LAUNCH_SECONDS, EhrLaunchStore } from './ehr-launch.store.js';

describe('a launch', () => {
  proves('TM-31');
  let dataSource: DataSource;
  let launches: EhrLaunchStore;
  let launch: string;
  let epochs: EpochStore;
  const clock = new TestClock();
  const FACTS = {
    clientId: 'app',
    fhirServer: 'records',
    context: { patient: 'noah' },
    fhirUser: 'Practitioner/maria',
  };

  beforeAll(async () => {
    dataSource = await openDatabase();
    epochs = new EpochStore(dataSource);
    launches = new EhrLaunchStore(dataSource, epochs, clock);
  });
  beforeEach(async () => (launch = await launches.create(FACTS)));
  afterAll(() => dataSource.destroy());

  const use = (changes: { handle?: string; clientId?: string; fhirServer?: string; by?: string } = {}) =>
    launches.consume(
      changes.handle ?? launch,
      changes.clientId ?? 'app',
      changes.fhirServer ?? 'records',
      changes.by ?? 'a request',
    );
  const RIGHT = { context: { patient: 'noah' }, fhirUser: 'Practitioner/maria' };

  it.each<[RevocationLevel, string, boolean]>([
    ['everything', '', false],
    ['client', 'app', false],
    ['fhirServer', 'records', false],
    ['client', 'other', true],
    ['fhirServer', 'clinic', true],
  ])('after access was ended for %s %s the launch can be used: %s', async (level, name, usable) => {
    proves('TM-34');
    await epochs.raise(level, name);
    expect((await use()) !== undefined).toBe(usable);
    launch = await launches.create(FACTS);
    expect(await use()).toEqual(RIGHT);
  });

  it.each([true, false].flatMap((client) => [true, false].map((server) => [client, server] as const)))(
    'is only for its app (%s) and its FHIR server (%s), and a wrong attempt does not use it up',
    async (client, server) => {
      const changes = { clientId: client ? 'app' : 'other', fhirServer: server ? 'records' : 'clinic' };
      expect(await use(changes)).toEqual(client && server ? RIGHT : undefined);
      expect(await use()).toEqual(RIGHT);
    },
  );

  it('is for one request, which may use it several times', async () => {
    expect(await use({ by: 'one' })).toEqual(RIGHT);
    expect(await use({ by: 'one' })).toEqual(RIGHT);
    expect(await use({ by: 'another' })).toBeUndefined();
  });

  it('ends after five minutes, also when it was never used', async () => {
    clock.move(EHR_LAUNCH_SECONDS);
    expect(await use()).toBeUndefined();
  });

  describe('where two servers share a database, and the clock of one is ten seconds ahead', () => {
    const ahead = new TestClock();
    let other: EhrLaunchStore;
    beforeAll(() => (other = new EhrLaunchStore(dataSource, epochs, ahead)));
    beforeEach(() => ahead.moveTo(clock.milliseconds() + 10_000));

    it('that server refuses the launch ten seconds earlier, and does not use it up', async () => {
      clock.move(EHR_LAUNCH_SECONDS - 10);
      ahead.move(EHR_LAUNCH_SECONDS - 10);
      expect(await other.consume(launch, 'app', 'records', 'one')).toBeUndefined();
      expect(await use({ by: 'two' })).toEqual(RIGHT);
    });

    it('a launch is still for one request only', async () => {
      expect(await use({ by: 'one' })).toEqual(RIGHT);
      expect(await other.consume(launch, 'app', 'records', 'two')).toBeUndefined();
      expect(await other.consume(launch, 'app', 'records', 'one')).toEqual(RIGHT);
    });

    it('that server does not delete a launch that is still good for the other', async () => {
      clock.move(EHR_LAUNCH_SECONDS - 1);
      ahead.move(EHR_LAUNCH_SECONDS - 1);
      await expiredRowsOf(dataSource, ahead).purge();
      expect(await use()).toEqual(RIGHT);
    });
  });

  it.each<[string, (handle: string) => string]>([
    ['one character less', (handle) => handle.slice(0, -1)],
    ['one character more', (handle) => `${handle}A`],
    ['another last character', (handle) => handle.slice(0, -1) + (handle.endsWith('A') ? 'E' : 'A')],
    ['another case', (handle) => handle.toLowerCase()],
    ['padding', (handle) => `${handle}=`],
    ['a space', (handle) => ` ${handle}`],
    ['no characters', () => ''],
    ['a wildcard', () => '%'],
  ])('is not found by its handle with %s', async (_what, tampered) => {
    expect(await use({ handle: tampered(launch) })).toBeUndefined();
    expect(await launches.personOf(tampered(launch))).toBeUndefined();
  });

  it('is not stored in the form that the EHR received', async () => {
    expect(JSON.stringify(await dataSource.getRepository(EhrLaunch).find())).not.toContain(launch);
  });
});
