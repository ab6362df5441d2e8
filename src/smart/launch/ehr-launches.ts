import { Injectable } from '@nestjs/common';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { EHR_LAUNCH_SECONDS, EhrLaunchStore } from './ehr-launch.store.js';
import { LaunchNotPossibleError } from './errors.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';

/** What an EHR wants to open. */
export interface LaunchRequest {
  clientId: string;
  /** The launch address in the app. When absent, the only registered one. */
  launchUri?: string;
  fhirServer: FhirServer;
  context: LaunchContext;
  /** `Practitioner/1`: only this person may use the launch. */
  fhirUser?: string;
}

/** A launch that is ready: the EHR opens it in the person’s browser. */
export interface PreparedLaunch {
  launch: string;
  launch_url: string;
  /** Seconds until the app must have used it. */
  expires_in: number;
}

/** The EHR’s part of an EHR launch (SMART App Launch 2.2, "Launch App: EHR Launch"). */
@Injectable()
export class EhrLaunches {
  constructor(
    private readonly clients: ClientDefinitions,
    private readonly launches: EhrLaunchStore,
  ) {}

  /** @throws LaunchNotPossibleError when the app is unknown or not registered for this. */
  async prepare(request: LaunchRequest): Promise<PreparedLaunch> {
    const { clientId, launchUri, fhirServer, context, fhirUser } = request;
    const client = await this.clients.find(clientId);
    if (!client?.grantTypes.includes('authorization_code')) {
      throw new LaunchNotPossibleError('client_id', 'is not a registered app that signs people in');
    }
    const [only, ...others] = client.launchUris;
    if (launchUri !== undefined && !client.launchUris.includes(launchUri)) {
      throw new LaunchNotPossibleError('launch_uri', 'is not registered for this app');
    }
    if (only === undefined) throw new LaunchNotPossibleError('client_id', 'has no launch address registered');
    if (launchUri === undefined && others.length > 0) {
      throw new LaunchNotPossibleError('launch_uri', 'is required: this app has several launch addresses');
    }
    const launch = await this.launches.create({ clientId, fhirServer: fhirServer.name, context, fhirUser });
    const url = new URL(launchUri ?? only);
    url.searchParams.set('iss', fhirServer.baseUrl);
    url.searchParams.set('launch', launch);
    return { launch, launch_url: url.href, expires_in: EHR_LAUNCH_SECONDS };
  }
}
