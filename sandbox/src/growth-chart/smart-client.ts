import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type BrowserSession } from './browser-sessions.js';

/** The token endpoint's answer, as the app received it. */
export interface TokenResponse {
  access_token?: string;
  refresh_token?: string;
  id_token?: string;
  scope?: string;
  patient?: string;
  expires_in?: number;
  need_patient_banner?: boolean;
  [parameter: string]: unknown;
}

/** What fhirclient remembers of a launch. */
export interface LaunchState {
  serverUrl: string;
  clientId: string;
  key: string;
  tokenUri?: string;
  expiresAt?: number;
  tokenResponse: TokenResponse;
}

/** The parts of a fhirclient Client that this app uses. */
export interface SmartClient {
  state: LaunchState;
  patient: { id: string | null };
  user: { fhirUser: string | null };
  request<T>(url: string): Promise<T>;
  refresh(): Promise<LaunchState>;
}

/** What fhirclient offers for one request. */
export interface SmartApi {
  options: { refreshTokenWithClientId?: boolean };
  authorize(options: Record<string, unknown>): Promise<unknown>;
  ready(): Promise<SmartClient>;
  client(state: Pick<LaunchState, 'serverUrl' | 'tokenResponse' | 'expiresAt'>): SmartClient;
}

/** What fhirclient's package exports. */
export type Smart = (
  request: IncomingMessage,
  response: ServerResponse,
  storage: BrowserSession['storage'],
) => SmartApi;

/**
 * The library. Its own type declarations are left out on purpose: they would bring the global types of the DOM into
 * every file of the program.
 */
export async function fhirclient(): Promise<Smart> {
  const library = 'fhirclient';
  const { default: smart } = (await import(library)) as { default: Smart };
  return smart;
}

/** Its API for one request of a public client. */
export async function smartApi(
  request: IncomingMessage,
  response: ServerResponse,
  session: BrowserSession,
): Promise<SmartApi> {
  const smart = await fhirclient();
  const api = smart(request, response, session.storage);
  // A public client has only its client_id to say which client refreshes.
  api.options.refreshTokenWithClientId = true;
  return api;
}

/** Where fhirclient keeps the key of the current launch. */
export const CURRENT_LAUNCH = 'SMART_KEY';
