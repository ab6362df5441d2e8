import type { ClientRefusal } from '#src/clients/client-refusal.entity.js';
import { ClientRefusalStore, MOST_REFUSALS } from '#src/clients/client-refusal.store.js';
import { DomainError } from '#src/errors/domain-error.js';
import { type ClientOptions, findClient, withClients } from './client.js';
import { print } from './output.js';

/** `wardkey client refusals [client]`: prints refusals, the latest first. */
export async function listRefusals(
  clientId: string | undefined,
  options: ClientOptions & { reference?: string },
): Promise<void> {
  const { reference } = options;
  if ((clientId === undefined) === (reference === undefined))
    throw new DomainError({
      code: 'option_invalid',
      message:
        'Give either a client or a reference, such as: wardkey client refusals growth-chart, or: wardkey client refusals --reference K7PQ-3MXA',
    });
  await withClients(options, async (parts) => {
    const refusals = parts.get(ClientRefusalStore);
    if (clientId !== undefined) await findClient(clientId, parts);
    const found =
      reference === undefined
        ? await refusals.list(clientId!)
        : await refusals.byReference(reference.trim().toUpperCase());
    if (found.length === 0 && reference !== undefined)
      throw new DomainError({
        code: 'unknown_reference',
        message: `There is no refusal ${reference}. This server keeps the last ${MOST_REFUSALS} refusals of each registered client, for 30 days.`,
      });
    for (const refusal of found) print(shown(refusal));
  });
}

function shown({ clientId, occurredAt, reference, endpoint, error, reason, detail }: ClientRefusal): object {
  return {
    clientId,
    at: new Date(occurredAt).toISOString(),
    reference,
    endpoint,
    error,
    reason,
    detail,
  };
}
