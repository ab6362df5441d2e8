import type { DataSource } from 'typeorm';
import { Settings } from '#src/config/settings/settings.js';
import { Load } from '#src/http/incoming/load.js';
import { LoopDelay } from '#src/http/incoming/loop-delay.js';
import type { Expiries } from '../expiries.js';
import { Metrics } from './metrics.js';

it('each gauge of the server says how those of several workers are joined: what all read in the database is not added up', async () => {
  const settings = new Settings();
  const pool = { totalCount: 0, idleCount: 0, waitingCount: 0 };
  const database = { options: { type: 'postgres' }, driver: { master: pool } } as unknown as DataSource;
  const expiries = { latest: new Map(), keyRotations: [] } as unknown as Expiries;
  const metrics = new Metrics(
    settings,
    new Load(new LoopDelay(), settings),
    database,
    { secondsAhead: 0 },
    expiries,
  );
  const gauges = (JSON.parse(JSON.stringify(await metrics.figures())) as Array<Record<string, string>>)
    .filter(({ name, type }) => type === 'gauge' && name!.startsWith('wardkey_'))
    .map(({ name, aggregator }) => [name, aggregator]);
  expect(Object.fromEntries(gauges)).toEqual({
    wardkey_http_requests_under_way: 'sum',
    wardkey_database_connections: 'sum',
    wardkey_clock_ahead_seconds: 'max',
    wardkey_pressure_ratio: 'max',
    wardkey_event_loop_delay_seconds: 'max',
    wardkey_next_expiry_timestamp_seconds: 'min',
    wardkey_expiring_soon: 'max',
    wardkey_signing_key_rotation_timestamp_seconds: 'min',
  });
});
