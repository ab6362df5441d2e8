import { DataSource } from 'typeorm';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { OidcArtifact } from '#src/authorization-server/storage/artifact.entity.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens } from '../support/smart-app.js';

describe('expired rows', () => {
  let hospital: Hospital;

  beforeAll(async () => {
    hospital = await startHospital();
  });
  afterAll(() => hospital.close());

  it('are deleted, and other rows stay', async () => {
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const artifacts = hospital.app.get(DataSource).getRepository(OidcArtifact);
    await hospital.app.get(ArtifactStore).upsert('Session', 'long-gone', {}, -1_000);
    const before = await artifacts.count();
    expect(await hospital.app.get(ExpiredRows).purge()).toBe(1);
    expect(await artifacts.count()).toBe(before - 1);
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200);
  });
});
