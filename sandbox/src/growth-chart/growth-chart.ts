import express from 'express';
import { listenLocally, type ListenOptions } from '../local-server.js';
import { routes } from './routes.js';

/** What {@link startGrowthChart} needs. */
export interface GrowthChartOptions extends ListenOptions {
  /** The FHIR server whose charts the app shows. The app accepts an EHR launch from this server only. */
  fhirBaseUrl: string;
  clientId: string;
  scope?: string;
}

/** The running app. */
export interface GrowthChart {
  /** Its start page, no trailing slash. */
  url: string;
  close(): Promise<void>;
}

/** The scopes that the app requests by default. */
export const DEFAULT_SCOPE = [
  'openid',
  'fhirUser',
  'launch/patient',
  'offline_access',
  'patient/Patient.rs',
  'patient/Observation.rs',
  'patient/Condition.rs',
  'patient/AllergyIntolerance.rs',
  'patient/MedicationRequest.rs',
].join(' ');

/** Starts Growth Chart, a SMART app: a public client with PKCE that keeps its tokens on the server. */
export async function startGrowthChart(options: GrowthChartOptions): Promise<GrowthChart> {
  const server = await listenLocally(options);
  const app = express();
  app.disable('x-powered-by');
  app.use(
    routes({
      url: server.origin,
      fhirBaseUrl: options.fhirBaseUrl.replace(/\/$/, ''),
      clientId: options.clientId,
      scope: options.scope ?? DEFAULT_SCOPE,
    }),
  );
  server.handle(app);
  return { url: server.origin, close: server.close };
}
