import { createHash, randomUUID } from 'node:crypto';

/** What the code flow of a {@link startTokenIssuer} grants to every app. A test may change it at any time. */
export interface CodeFlowGrant {
  patient: string;
  fhirUser: string;
  /** The requested scopes that are granted; all of them when left out. */
  scope?: string;
  /** The person does not allow the access. */
  isDenied?: boolean;
}

/** What an endpoint answers. */
export interface FlowAnswer {
  status: number;
  body: unknown;
}

type Sign = (claims: Record<string, unknown>, typ: string) => Promise<string>;

/** Authorization code flow with PKCE that shows no page to a person. */
export class CodeFlow {
  private readonly codes = new Map<string, { challenge: string; clientId: string; scope: string }>();
  private readonly refreshTokens = new Map<string, { clientId: string; scope: string }>();

  constructor(
    readonly grant: CodeFlowGrant,
    private readonly sign: Sign,
  ) {}

  /** @returns where to send the browser */
  authorize(parameters: URLSearchParams): string {
    const redirect = new URL(parameters.get('redirect_uri') ?? '');
    redirect.searchParams.set('state', parameters.get('state') ?? '');
    if (this.grant.isDenied) {
      redirect.searchParams.set('error', 'access_denied');
      return redirect.href;
    }
    const code = randomUUID();
    this.codes.set(code, {
      challenge: parameters.get('code_challenge') ?? '',
      clientId: parameters.get('client_id') ?? '',
      scope: this.grant.scope ?? parameters.get('scope') ?? '',
    });
    redirect.searchParams.set('code', code);
    return redirect.href;
  }

  async token(form: URLSearchParams): Promise<FlowAnswer> {
    const refreshToken = form.get('refresh_token') ?? '';
    const known =
      form.get('grant_type') === 'refresh_token'
        ? this.refreshTokens.get(refreshToken)
        : this.redeem(form.get('code') ?? '', form.get('code_verifier') ?? '');
    if (!known || known.clientId !== form.get('client_id')) {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    this.refreshTokens.delete(refreshToken);
    const next = randomUUID();
    this.refreshTokens.set(next, known);
    const { clientId, scope } = known;
    const { patient, fhirUser } = this.grant;
    return {
      status: 200,
      body: {
        access_token: await this.sign({ scope, patient, fhirUser, client_id: clientId, jti: next }, 'at+jwt'),
        id_token: await this.sign({ aud: clientId, fhirUser, iat: Math.floor(Date.now() / 1000) }, 'JWT'),
        refresh_token: next,
        token_type: 'Bearer',
        expires_in: 300,
        scope,
        patient,
        need_patient_banner: true,
      },
    };
  }

  revoke(form: URLSearchParams): FlowAnswer {
    this.refreshTokens.delete(form.get('token') ?? '');
    return { status: 200, body: {} };
  }

  private redeem(code: string, verifier: string) {
    const known = this.codes.get(code);
    this.codes.delete(code);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return known?.challenge === challenge ? known : undefined;
  }
}
