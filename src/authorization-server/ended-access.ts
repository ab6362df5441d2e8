import { Injectable } from '@nestjs/common';
import type Provider from 'oidc-provider';
import type { ClientCredentials as ClientToken } from 'oidc-provider';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { INTERNAL_CLIENT_ID } from '#src/keys/internal-fhir-access-tokens.js';
import { NotBeforeStore } from '#src/revocation/not-before.store.js';

/** A Grant, a token or a sign-in, as far as it matters here. */
interface Given {
  clientId: string;
  /** By name. */
  fhirServers: readonly string[];
  /** Seconds since 1970. */
  at: number;
}

/**
 * What an administrator has ended as a whole (`wardkey revoke`): it is not deleted but no longer found, so that nothing
 * that is being written at that moment slips through, and however much there is, it ends at once.
 */
@Injectable()
export class EndedAccess {
  constructor(
    private readonly notBefore: NotBeforeStore,
    private readonly fhirServers: FhirServers,
  ) {}

  /**
   * Every token of a person hangs on a Grant, which the engine looks up at the code exchange, at refresh, at userinfo, at
   * introspection and for a session’s next request. The time that counts is the Grant’s: a token that is refreshed in
   * the very moment has a newer one.
   */
  install(provider: Provider): void {
    const { Grant, ClientCredentials } = provider;
    const findGrant = Grant.find.bind(Grant);
    Grant.find = (async (id: string, options?: object) => {
      const grant = await findGrant(id, options as never);
      if (!grant) return undefined;
      const { clientId, iat, resources } = grant as unknown as {
        clientId: string;
        iat: number;
        resources?: Record<string, string>;
      };
      const over = await this.isOver({
        clientId,
        at: iat,
        fhirServers: this.named(Object.keys(resources ?? {})),
      });
      return over ? undefined : grant;
    }) as typeof Grant.find;

    const findToken = ClientCredentials.find.bind(ClientCredentials);
    ClientCredentials.find = (async (value: string, options?: object) => {
      const token = (await findToken(value, options as never)) as ClientToken | undefined;
      // Our own for looking people up: kept for minutes, and without them nobody could sign in again.
      if (!token || token.clientId === INTERNAL_CLIENT_ID) return token;
      const fhirServers = this.named([token.aud ?? []].flat());
      const over = await this.isOver({ clientId: token.clientId!, at: token.iat, fhirServers });
      return over ? undefined : token;
    }) as typeof ClientCredentials.find;
  }

  async isOver({ clientId, fhirServers, at }: Given): Promise<boolean> {
    return at < (await this.notBefore.of(clientId, fhirServers));
  }

  /** The FHIR servers among what a Grant or token is for. */
  private named(resources: readonly string[]): string[] {
    return resources.flatMap((one) => this.fhirServers.at(one)?.name ?? []);
  }
}
