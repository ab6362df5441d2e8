import { Injectable } from '@nestjs/common';
import { AccountStore } from '#src/accounts/account.store.js';
import { Clock } from '#src/clock/clock.js';
import { GraphGroups } from '#src/federation/graph/graph-groups.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { FhirUserResolver } from '#src/fhir-user/fhir-user-resolver.js';
import type { LookUps } from './decision/look-ups.js';

/** What a decision looks up in the running server. */
@Injectable()
export class DecisionLookUps implements LookUps {
  constructor(
    readonly accounts: AccountStore,
    readonly providers: IdentityProviders,
    readonly groups: GraphGroups,
    readonly fhirUsers: FhirUserResolver,
    readonly clock: Clock,
  ) {}
}
