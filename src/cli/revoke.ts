import { Clock } from '#src/clock/clock.js';
import { Endings } from '#src/access/endings.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { DomainError } from '#src/errors/domain-error.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import type { Outcome } from './application.js';
import { findAccount, type Parts, withAccounts } from './account.js';
import { mustExist } from './must-exist.js';

export interface RevokeOptions {
  config?: string;
  everything?: boolean;
  fhirServer?: string;
  client?: string;
  account?: string;
}

/**
 * `wardkey revoke`: ends at once all access that was given until now. People and clients who may still have access get
 * it again by signing in.
 */
export async function revoke(options: RevokeOptions): Promise<void> {
  const { everything, fhirServer, client, account } = options;
  if ([everything, fhirServer, client, account].filter((one) => one !== undefined).length !== 1) {
    throw new DomainError({
      code: 'option_invalid',
      message:
        'Give exactly one of --everything, --fhir-server, --client and --account, to say which access ends.',
    });
  }
  await withAccounts(options, async (parts): Promise<Outcome> => {
    const endings = parts.get(Endings);
    if (everything) {
      await endings.everything();
      return tell(parts, { level: 'everything' });
    }
    if (fhirServer !== undefined) {
      const { name } = mustExist(
        parts.get(FhirServers).named(fhirServer),
        'option_invalid',
        `There is no FHIR server ${fhirServer}.`,
      );
      await endings.fhirServer(name);
      return tell(parts, { level: 'fhirServer', fhirServer: name });
    }
    if (client !== undefined) {
      const { clientId } = mustExist(
        await parts.get(ClientDefinitions).definition(client),
        'option_invalid',
        `There is no client ${client}.`,
      );
      await endings.client(clientId);
      return tell(parts, { level: 'client', clientId });
    }
    const { id } = await findAccount(account!, parts);
    await parts.directory.signOut(id);
    return tell(parts, { level: 'account', accountId: id });
  });
}

interface Ended {
  level: string;
  fhirServer?: string;
  clientId?: string;
  accountId?: string;
}

async function tell({ audit, get }: Parts, { level, fhirServer, ...ids }: Ended): Promise<object> {
  const trail = fhirServer === undefined ? undefined : [{ step: 'fhirServer', finding: fhirServer }];
  await audit.record({ event: 'access.ended', outcome: 'success', reason: level, ...ids, trail });
  return { level, fhirServer, ...ids, endedAt: get(Clock).date().toISOString() };
}
