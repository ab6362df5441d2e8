import { ClientSecretRenewal } from '#src/clients/client-secret-renewal.js';
import { type ResealedColumn, Resealing } from '#src/database/resealing.js';
import { type KeysOptions, withKeys } from './keys.js';
import { print } from './output.js';

/**
 * `wardkey keys reseal`: seals everything in the database with `encryptionKey` that another key has sealed. The servers
 * may go on meanwhile.
 */
export async function reseal(options: KeysOptions): Promise<void> {
  await withKeys(options, async ({ get }) => {
    const resealing = get(Resealing);
    const first = await resealing.reseal();
    for (const column of first) print(column);
    // A second look finds what a server has sealed with another key in the meantime.
    const second = await resealing.reseal();
    const waiting = await get(ClientSecretRenewal).ofOtherKeys();
    for (const { clientId, id } of waiting) print({ clientId, secret: id, recognisedBy: 'another key' });
    const total = (member: 'resealed' | 'unreadable', of: ResealedColumn[]) =>
      of.reduce((sum, column) => sum + column[member], 0);
    const sealedMeanwhile = total('resealed', second);
    const unreadable = total('unreadable', second);
    if (sealedMeanwhile > 0)
      process.stderr.write(
        'warning: a server still seals with another key. Give all servers the same encryptionKey, restart them, and run this command again.\n',
      );
    if (unreadable > 0)
      process.stderr.write(
        'warning: some values are sealed with a key that the configuration does not name. Add this key to otherEncryptionKeys, or let them be: values of logins, letters and sign-ins expire.\n',
      );
    print({
      resealed: total('resealed', first) + sealedMeanwhile,
      unreadable,
      clientSecretsOfOtherKeys: waiting.length,
      otherKeysAreNeeded: sealedMeanwhile > 0 || unreadable > 0 || waiting.length > 0,
    });
  });
}
