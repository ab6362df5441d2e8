import { startFhirServer } from 'wardkey-sandbox/fhir-server/fhir-server.js';
import { CALLBACK, freePort, type Hospital, RESOURCE_SERVER } from './hospital.js';
import { scriptedHospital, startScriptedProvider } from './scripted-provider.js';
import { type ProcessOptions, startWardkeyProcess, type WardkeyProcess } from './wardkey-process.js';

/** A hospital whose Wardkey is a process of its own. Its identity provider signs every person in as Maria. */
export interface HospitalInProcess {
  /** Of its members only `issuer` and `fhirServer` are there. */
  hospital: Hospital;
  wardkey: WardkeyProcess;
  close(): Promise<void>;
}

/** @param configuration settings beside those of the hospital. */
export async function startHospitalInProcess(
  configuration: Record<string, unknown> = {},
  options: ProcessOptions = {},
): Promise<HospitalInProcess> {
  const provider = await startScriptedProvider({
    idToken: { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' },
  });
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const fhirServer = await startFhirServer({
    authorizationServer: issuer,
    name: 'records',
    introspection: RESOURCE_SERVER,
  });
  const { client_id: clientId, client_secret: clientSecret } = RESOURCE_SERVER;
  const own = {
    encryptionKey: Buffer.alloc(32, 7).toString('base64'),
    fhirServers: [{ name: 'records', baseUrl: fhirServer.baseUrl }],
    clients: [
      { clientId: 'chart', clientName: 'Growth Chart', redirectUris: [CALLBACK] },
      {
        clientId,
        clientSecret,
        tokenEndpointAuthMethod: 'client_secret_basic',
        grantTypes: ['client_credentials'],
        mayIntrospect: true,
      },
    ],
    limits: { requestsPerMinute: 100_000, signInsPerMinute: 10_000 },
    externalIdentityProviders: { identityProvider: [scriptedHospital(provider)] },
  };
  const wardkey = await startWardkeyProcess(port, { ...own, ...configuration }, options);
  const close = async () => {
    wardkey.signal('SIGKILL');
    await wardkey.ended;
    await provider.close();
    await fhirServer.close();
  };
  return { hospital: { issuer, fhirServer } as Hospital, wardkey, close };
}
