import { FhirError } from './fhir-error.js';

/** What this FHIR server reads in the authorization server's discovery documents. */
export interface Discovery {
  issuer: string;
  jwks_uri: string;
  authorization_endpoint?: string;
  token_endpoint?: string;
  registration_endpoint?: string;
  introspection_endpoint?: string;
  revocation_endpoint?: string;
  management_endpoint?: string;
}

const CACHE_MS = 5_000;
const TIMEOUT_MS = 5_000;

/** The authorization server, known by its issuer URL only. */
export class AuthorizationServer {
  private readonly cache = new Map<string, { document: Promise<unknown>; readAt: number }>();

  /** @param name the authorization server's name for this FHIR server */
  constructor(
    readonly issuer: string,
    private readonly name: string,
  ) {}

  /** @throws FhirError 503 when it does not answer */
  discovery(): Promise<Discovery> {
    return this.document('/.well-known/openid-configuration') as Promise<Discovery>;
  }

  /** The SMART configuration that apps read below this FHIR server's own base URL. */
  smartConfiguration(): Promise<Discovery> {
    const path = `/fhir-servers/${encodeURIComponent(this.name)}/.well-known/smart-configuration`;
    return this.document(path) as Promise<Discovery>;
  }

  private document(path: string): Promise<unknown> {
    const cached = this.cache.get(path);
    if (cached && Date.now() - cached.readAt < CACHE_MS) return cached.document;
    const document = fetchJson(this.issuer.replace(/\/$/, '') + path);
    this.cache.set(path, { document, readAt: Date.now() });
    // A failure is not cached: the next request tries again.
    document.catch(() => this.cache.delete(path));
    return document;
  }
}

/**
 * Reads JSON from the authorization server.
 * @throws FhirError 503
 */
export async function fetchJson(url: string, init?: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return await response.json();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new FhirError(503, 'transient', `The authorization server cannot be used (${url}): ${reason}`);
  }
}
