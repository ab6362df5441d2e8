import type { DataSource } from 'typeorm';
import { AuditLog } from '#src/audit/audit-log.js';
import { SigningKeysSettings } from '#src/config/settings/signing-keys.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import type { Clock } from '#src/clock/clock.js';
import type { SecretBox } from '#src/crypto/secret-box.js';
import type { ExternalSigner } from '#src/keys/external-signer.js';
import { KeyMaker } from '#src/keys/key-maker.js';
import { KeyRotation } from '#src/keys/key-rotation.js';
import { SigningKeyStore } from '#src/keys/signing-key.store.js';
import { SigningKeys } from '#src/keys/signing-keys.js';

/** The classes of the room `keys`, as one process has them. */
export interface KeysOfProcess {
  store: SigningKeyStore;
  rotation: KeyRotation;
  keys: SigningKeys;
}

/** @param changes settings of the keys. */
export function keysOfProcess(
  dataSource: DataSource,
  { box, clock, signer }: { box: SecretBox; clock: Clock; signer?: ExternalSigner },
  changes: Partial<SigningKeysSettings> = {},
): KeysOfProcess {
  const settings = new Settings();
  settings.signingKeys = Object.assign(new SigningKeysSettings(), changes);
  const store = new SigningKeyStore(dataSource, clock);
  const maker = new KeyMaker(box, clock, signer);
  const audit = new AuditLog(dataSource, clock);
  const rotation = new KeyRotation(dataSource, store, maker, audit, settings, clock);
  return { store, rotation, keys: new SigningKeys(store, maker, rotation) };
}
