import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { GraphHosts } from '#src/federation/graph/graph-hosts.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { type ScriptedGraph, startScriptedGraph } from '../support/scripted-graph.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

const TENANT = '3f8a1c52-7d0e-4b69-9a35-c1e2d40b7f16';
const CLINICIANS = '6f1c8d0e-2b47-4e93-8c51-0a7de9b3f624';

describe('groups that Entra leaves out of the ID token', () => {
  let hospital: Hospital;
  let provider: ScriptedProvider;
  let graph: ScriptedGraph;

  async function start(settings: object): Promise<void> {
    graph = await startScriptedGraph();
    provider = await startScriptedProvider({ idToken: {} });
    const issuer = `${provider.origin}/${TENANT}/v2.0`;
    provider.script = {
      discovery: { issuer },
      idToken: {
        iss: issuer,
        tid: TENANT,
        oid: '0b6de9a1-5c3f-4a27-9e84-71f2c6d8b035',
        sub: 'pairwise-opaque',
        'extn.fhirUser': 'Practitioner/amara-diallo',
        // The reference form of the code flow. The address in it is an attack here.
        _claim_names: { groups: 'src1' },
        _claim_sources: { src1: { endpoint: `${provider.origin}/the-token-says-so` } },
      },
    };
    hospital = await startHospital({
      configure: (configuration) =>
        Object.assign(configuration.externalIdentityProviders.identityProvider[0], {
          kind: 'entraId',
          authority: provider.origin,
          issuer,
          autoProvisionFromSecurityGroup: [CLINICIANS],
          ...settings,
        }),
      override: (builder) => builder.overrideProvider(GraphHosts).useValue(graph.hosts),
    });
  }
  afterEach(async () => {
    await hospital.close();
    await provider.close();
    await graph.close();
  });

  const signIn = () => newBrowser().get(new SmartApp(hospital).authorizationUrl());
  const accounts = () => hospital.app.get(DataSource).getRepository(Account).count();
  const refusal = () =>
    hospital.app.get(DataSource).getRepository(AuditEvent).findOneByOrFail({ event: 'login.refused' });

  it('stay unknown by default: the person is refused, and no server is asked', async () => {
    await start({});
    expect((await signIn()).text).toContain('We could not see which groups you belong to');
    expect([await accounts(), graph.requests.length]).toEqual([0, 0]);
  });

  it('are asked of Microsoft Graph where the settings say so', async () => {
    await start({ groupOverage: 'graph' });
    graph.pages = [['99999999-2b47-4e93-8c51-0a7de9b3f624'], [CLINICIANS]];
    expect((await signIn()).h1).toBe('Choose a patient');
    expect(await accounts()).toBe(1);
  });

  it('a person who is in none of the groups is refused for this reason', async () => {
    await start({ groupOverage: 'graph' });
    graph.pages = [['99999999-2b47-4e93-8c51-0a7de9b3f624']];
    expect((await signIn()).text).toContain('is not in a group that may use this service');
    expect(await accounts()).toBe(0);
  });

  it('stay unknown when Graph refuses, and the trail says why', async () => {
    await start({ groupOverage: 'graph' });
    graph.instead = (request, response) => {
      if (!request.url.includes('/users/')) return false;
      response.writeHead(403).end('{"error":{"code":"Authorization_RequestDenied"}}');
      return true;
    };
    expect((await signIn()).text).toContain('We could not see which groups you belong to');
    expect(await refusal()).toMatchObject({ reason: 'groups_unknown' });
    expect(JSON.stringify((await refusal()).trail)).toContain('Authorization_RequestDenied');
    expect(await accounts()).toBe(0);
  });

  it('a group that is given by name is never found at Graph', async () => {
    await start({ groupOverage: 'graph', autoProvisionFromSecurityGroup: ['Clinicians'] });
    graph.pages = [[CLINICIANS]];
    expect((await signIn()).text).toContain('We could not see which groups you belong to');
    expect(JSON.stringify((await refusal()).trail)).toContain('list object ids');
  });
});
