import { startFhirServer } from '../fhir-server/fhir-server.js';
import { startGrowthChart } from '../growth-chart/growth-chart.js';
import { startIdentityProvider } from '../identity-provider/identity-provider.js';
import { type Addresses } from './addresses.js';

/** What config/sandbox.yaml registers at Wardkey, and what Wardkey is at the identity provider. */
export const REGISTERED = {
  app: 'growth-chart',
  fhirServerName: 'sandbox',
  fhirServerClient: { client_id: 'sandbox-fhir-server', client_secret: 'sandbox-fhir-server-secret' },
  wardkeyAtIdentityProvider: { client_id: 'wardkey', client_secret: 'wardkey-at-the-hospital-idp' },
} as const;

/** The three stand-ins, running in this process. */
export interface StandIns {
  close(): Promise<void>;
}

/** Starts identity provider, FHIR server and app; none of them needs Wardkey to start. */
export async function startStandIns({
  wardkey,
  identityProvider,
  fhirServer,
  growthChart,
}: Addresses): Promise<StandIns> {
  const running: { close(): Promise<void> }[] = [];
  const close = async () => void (await Promise.all(running.map((part) => part.close())));
  try {
    running.push(
      await startIdentityProvider({
        port: identityProvider.port,
        clients: [
          {
            ...REGISTERED.wardkeyAtIdentityProvider,
            redirect_uris: [`${wardkey.url}/federation/hospital/signin`],
            post_logout_redirect_uris: [`${wardkey.url}/federation/hospital/signedout`],
            backchannel_logout_uri: `${wardkey.url}/federation/hospital/backchannel-logout`,
          },
        ],
      }),
    );
    running.push(
      await startFhirServer({
        port: fhirServer.port,
        authorizationServer: wardkey.url,
        name: REGISTERED.fhirServerName,
        introspection: { ...REGISTERED.fhirServerClient, asksAboutJwts: true },
      }),
    );
    running.push(
      await startGrowthChart({
        port: growthChart.port,
        fhirBaseUrl: fhirServer.url,
        clientId: REGISTERED.app,
      }),
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
