import type { AuditRecord } from './audit-rows.js';
import { AUDIT_EVENTS } from './audit-events.js';
import { fhirAuditEvent } from './fhir-audit-event.js';

const ISSUER = 'https://auth.hospital.example';
const BASE: AuditRecord = {
  id: '0c6fbe2b-5d2c-4a8e-9d84-55d0a1a3c4a1',
  occurredAt: '2026-03-01T12:00:00.000Z',
  event: 'token.issued',
  outcome: 'success',
  accountId: 'maria',
  clientId: 'growth-chart',
  address: '10.1.2.3',
  userAgent: 'Browser/1',
  trail: [
    { step: 'grant_type', finding: 'authorization_code' },
    { step: 'scope', finding: 'openid fhirUser' },
    { step: 'jti', finding: 'V1StGXR8_Z5jdHi6B-myT' },
    { step: 'grant', finding: 'tLR1MKpJ3Tn0zjkpBSqE1v8wWc2xB0Y6e5aG7hI9kLm' },
  ],
};
interface Coded {
  code: string;
}
interface Agent {
  type: { coding: [Coded] };
  who: object;
  requestor: boolean;
  policy?: string[];
  network?: object;
}
interface Entity {
  what?: object;
  type: Coded;
  role: Coded;
  query?: string;
  detail?: object[];
}
/** The members of an AuditEvent that are looked at here. */
interface AuditEvent {
  meta?: object;
  type: Coded;
  subtype: Coded[];
  outcome: string;
  outcomeDesc?: string;
  agent: Agent[];
  source: { observer: { display: string } };
  entity?: Entity[];
}
const FHIR_SERVERS = new Map([
  ['ward', 'https://fhir.hospital.example/r4'],
  ['clinic', 'https://clinic.example/fhir'],
]);
const event = (changes: Partial<AuditRecord> = {}) =>
  fhirAuditEvent({ ...BASE, ...changes }, ISSUER, FHIR_SERVERS) as AuditEvent;
const typeOf = (agent: Agent): string => agent.type.coding[0].code;

describe('a token that was issued, as an AuditEvent of the profile IHE.IUA.71 (BALP 1.1.4)', () => {
  const audit = event();

  it('has the codes of the profile', () => {
    expect(audit).toMatchObject({
      meta: { profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.IUA.71'] },
      type: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110114' },
      action: 'E',
      outcome: '0',
      recorded: BASE.occurredAt,
    });
    expect(audit.subtype).toEqual([
      { system: 'urn:ihe:event-type-code', code: 'ITI-71', display: 'Get Access Token' },
    ]);
  });

  it('has the three agents of the profile and no other', () => {
    const agents = Object.fromEntries(audit.agent.map((agent) => [typeOf(agent), agent]));
    expect(audit.agent.map(typeOf)).toEqual(['IRCP', '110150', 'AuthzOauthService']);
    expect(agents.IRCP).toMatchObject({ who: { identifier: { value: 'maria' } }, requestor: true });
    expect(agents.IRCP!.network).toBeUndefined();
    expect(agents['110150']).toMatchObject({
      who: { identifier: { value: 'growth-chart' } },
      requestor: false,
      network: { address: '10.1.2.3', type: '2' },
    });
    expect(agents.AuthzOauthService).toMatchObject({
      who: { identifier: { value: ISSUER } },
      network: { address: 'auth.hospital.example' },
    });
  });

  it('has one entity, the request, without secrets', () => {
    expect(audit.entity).toHaveLength(1);
    const { type, role, query, what } = audit.entity![0]!;
    expect([type.code, role.code, what]).toEqual(['2', '24', undefined]);
    expect(Buffer.from(query!, 'base64').toString()).toBe(
      'grant_type=authorization_code&scope=openid+fhirUser',
    );
  });

  it.each([
    ['the person', BASE, 'IRCP'],
    ['a service that asked for itself', { accountId: undefined }, '110150'],
  ])('names the token by its jti, at the agent for whom it is: %s', (_who, changes, type) => {
    const named = event(changes).agent.filter(({ policy }) => policy);
    expect(named.map((agent) => [typeOf(agent), agent.policy])).toEqual([[type, ['V1StGXR8_Z5jdHi6B-myT']]]);
  });

  it('does not claim the profile when the address is gone, which the profile requires', () => {
    expect(event({ address: undefined }).meta).toBeUndefined();
  });

  it('a service asked for itself', () => {
    const agents = event({ accountId: undefined }).agent;
    expect(agents.map(typeOf)).toEqual(['110150', 'AuthzOauthService']);
    expect(agents[0]!.requestor).toBe(true);
  });
});

describe('other events, as AuditEvents', () => {
  it.each([
    ['login.succeeded', 'success', '110114', '110122', '0'],
    ['login.refused', 'refused', '110114', '110122', '4'],
    ['login.failed', 'failed', '110114', '110122', '8'],
    ['login.break_glass', 'success', '110113', '110127', '0'],
    ['session.signed_out', 'success', '110114', '110123', '0'],
    ['account.changed', 'success', '110113', '110137', '0'],
    ['client.secret_added', 'success', '110113', '110129', '0'],
  ])('%s, %s: %s, %s, outcome %s', (name, outcome, type, subtype, code) => {
    const audit = event({ event: name, outcome });
    expect([audit.type.code, audit.subtype[0]!.code, audit.outcome]).toEqual([type, subtype, code]);
    expect(audit.subtype.at(-1)).toEqual({ system: `${ISSUER}/audit-event`, code: name });
  });

  it('name the patient, the reference number, the reason and each step', () => {
    const audit = event({
      event: 'launch.context_chosen',
      patient: 'noah',
      reference: 'K7PQ-3MXA',
      reason: 'because',
      trail: [{ step: 'launch_context', finding: 'Patient/noah' }, { step: 'odd' }],
    });
    expect(audit.outcomeDesc).toBe('because');
    expect(audit.entity![0]).toMatchObject({
      what: { reference: 'Patient/noah' },
      type: { code: '1' },
      role: { code: '1' },
    });
    expect(audit.entity![1]!.detail).toEqual([
      { type: 'launch_context', valueString: 'Patient/noah' },
      { type: 'trail', valueString: '{"step":"odd"}' },
      { type: 'reference', valueString: 'K7PQ-3MXA' },
      { type: 'userAgent', valueString: 'Browser/1' },
    ]);
  });

  it.each([
    ['ward', { reference: 'https://fhir.hospital.example/r4/Patient/noah' }],
    ['clinic', { reference: 'https://clinic.example/fhir/Patient/noah' }],
    ['gone', { reference: 'Patient/noah', display: 'on the former FHIR server gone' }],
  ])('tell the patients with one id of two FHIR servers apart: %s', (fhirServer, what) => {
    const audit = event({ event: 'launch.context_chosen', patient: 'noah', fhirServer });
    expect(audit.entity![0]!.what).toEqual(what);
  });

  it.each(AUDIT_EVENTS.map((name) => [name]))('%s has all that FHIR R4 requires', (name) => {
    for (const one of [
      {},
      { accountId: undefined, clientId: undefined, trail: undefined, address: undefined },
    ]) {
      const audit = event({ event: name, ...one });
      expect(audit.type.code).toMatch(/^1101\d\d$/);
      expect(audit.agent.filter(({ requestor }) => requestor)).toHaveLength(1);
      expect(audit.source.observer.display).toBe(ISSUER);
      for (const entity of audit.entity ?? [])
        expect(entity.what ?? entity.detail ?? entity.query).toBeDefined();
    }
  });
});
