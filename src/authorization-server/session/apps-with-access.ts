import { Injectable } from '@nestjs/common';
import type { RememberedConsent } from '#src/access/remembered-consent.entity.js';
import { RememberedConsentStore } from '#src/access/remembered-consent.store.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import type { GrantContext } from '#src/access/grant-context.entity.js';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { StandingAccess } from './standing-access.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { SessionEndings } from './session-endings.js';

/** One access that a person has allowed an app. */
export interface AppAccess {
  /** Names the access for {@link AppsWithAccess.end}. It is not a secret. */
  id: string;
  clientId: string;
  clientName: string;
  fhirServer: string;
  /** Who the person was for FHIR when they allowed it, such as `Practitioner/1`. */
  fhirUser?: string;
  scopes: string[];
  /** Whether the app may use the access while the person is away. */
  offline: boolean;
  /** Seconds since 1970. */
  since: number;
  lastUsed?: number;
  /** Whether the person has allowed the app not to ask again. */
  remembered: boolean;
  /** True when the app holds no access at the moment, and only the person’s permission not to ask again is left. */
  dormant: boolean;
}

/** Lists what people have allowed apps, and ends it (SMART App Launch 2.2, `management_endpoint`). */
@Injectable()
export class AppsWithAccess {
  constructor(
    private readonly contexts: GrantContextStore,
    private readonly clients: ClientDefinitions,
    private readonly store: ArtifactStore,
    private readonly endings: SessionEndings,
    private readonly standing: StandingAccess,
    private readonly consents: RememberedConsentStore,
  ) {}

  /** @returns the accesses of apps that hold some, newest first, then those that are only remembered. */
  async list(accountId: string): Promise<AppAccess[]> {
    const grants = await this.contexts.ofAccount(accountId);
    const standing = await Promise.all(
      grants.map(async (grant) => ((await this.stands(grant)) ? [grant] : [])),
    );
    const remembered = await this.remembered(accountId);
    const isRemembered = ({ clientId, fhirServer }: { clientId: string | null; fhirServer: string }) =>
      remembered.some((one) => one.clientId === clientId && one.fhirServer === fhirServer);
    const without = remembered.filter(
      (one) =>
        !standing
          .flat()
          .some(({ clientId, fhirServer }) => clientId === one.clientId && fhirServer === one.fhirServer),
    );
    const accesses = await Promise.all(
      standing.flat().map(async (grant) => {
        const scopes = splitScope(grant.scope ?? '');
        return {
          id: grant.grantHash,
          clientId: grant.clientId!,
          clientName: await this.nameOf(grant.clientId!),
          fhirServer: grant.fhirServer,
          fhirUser: grant.fhirUser ?? undefined,
          scopes,
          offline: scopes.includes('offline_access'),
          since: grant.createdAt!,
          lastUsed: grant.lastUsedAt ?? undefined,
          remembered: isRemembered(grant),
          dormant: false,
        };
      }),
    );
    return [...accesses, ...(await Promise.all(without.map((one) => this.withoutGrant(one))))];
  }

  /** The remembered consents of this person that still count, with or without a current access of the app. */
  private async remembered(accountId: string): Promise<RememberedConsent[]> {
    const all = await this.consents.ofAccount(accountId);
    const counts = await Promise.all(
      all.map(async ({ clientId }) => (await this.clients.find(clientId))?.consent === 'remember'),
    );
    return all.filter((_one, index) => counts[index]);
  }

  private async withoutGrant(consent: RememberedConsent): Promise<AppAccess> {
    const { id, clientId, fhirServer, allowed: scopes, decidedAt: since } = consent;
    const clientName = await this.nameOf(clientId);
    const rest = { offline: false, remembered: true, dormant: true };
    return { id, clientId, clientName, fhirServer, scopes, since, ...rest };
  }

  /**
   * Ends one access and lets the app ask again. Refresh tokens and opaque access tokens end at once, JWTs wherever they
   * are introspected.
   *
   * @returns the access that has ended; undefined when the person has none with this id.
   */
  async end(accountId: string, id: string): Promise<AppAccess | undefined> {
    const access = (await this.list(accountId)).find((one) => one.id === id);
    if (!access) return undefined;
    await this.consents.forget({ accountId, clientId: access.clientId, fhirServer: access.fhirServer });
    await this.endings.grant(access.id);
    return access;
  }

  /** Whether the Grant has not ended, and nothing that it came of has ended. */
  private async stands(grant: GrantContext): Promise<boolean> {
    return (
      (await this.store.grantStands(grant.grantHash)) && (await this.standing.ofGrant(grant)) !== undefined
    );
  }

  /** The name of an app, even of one that is switched off: it may be switched on again. */
  private async nameOf(clientId: string): Promise<string> {
    const defined = await this.clients.definition(clientId);
    return (defined && 'settings' in defined ? defined.settings.clientName : undefined) ?? clientId;
  }
}
