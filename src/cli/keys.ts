import type { Type } from '@nestjs/common';
import { DomainError } from '#src/errors/domain-error.js';
import { KeyRotation, type KeyWithOutlook } from '#src/keys/key-rotation.js';
import { KEY_ALGORITHMS, type KeyAlgorithm } from '#src/keys/signing-key.entity.js';
import { begin, withApplication } from './application.js';
import { instant, print } from './output.js';

export interface KeysOptions {
  config?: string;
}

/** What `--now` means for those who verify tokens. */
const DANGER_OF_NOW =
  'warning: the new key signs before others could learn of it. A client or FHIR server that keeps the JWKS refuses its tokens until it reads the JWKS again.\n';

/** `wardkey keys list`; before the first start of the server there are none. */
export async function listKeys(options: KeysOptions): Promise<void> {
  await withKeys(options, async ({ rotation }) => {
    for (const key of await rotation.list()) print(summary(key));
  });
}

/** `wardkey keys rotate` */
export async function rotateKeys(options: KeysOptions & { alg?: string; now?: boolean }): Promise<void> {
  const { alg, now } = options;
  const algorithms = alg === undefined ? KEY_ALGORITHMS : [algorithm(alg)];
  await withKeys(options, async ({ rotation }) => {
    await rotation.makeMissing();
    if (now) process.stderr.write(DANGER_OF_NOW);
    for (const one of algorithms)
      print(summary(await rotation.show(await rotation.rotate(one, now ? 'now' : 'published'))));
  });
}

/** `wardkey keys retire <kid>` */
export async function retireKey(kid: string, options: KeysOptions): Promise<void> {
  await withKeys(options, async ({ rotation }) => {
    await rotation.retire(kid);
    print(summary(await rotation.show(kid)));
  });
}

/** `wardkey keys revoke <kid>` */
export async function revokeKey(kid: string, options: KeysOptions): Promise<void> {
  await withKeys(options, async ({ rotation }) => {
    const successor = await rotation.revoke(kid);
    print(summary(await rotation.show(kid)));
    if (successor !== undefined) print(summary(await rotation.show(successor)));
  });
}

/** @throws DomainError that names the option. */
function algorithm(text: string): KeyAlgorithm {
  const found = KEY_ALGORITHMS.find((one) => one === text);
  if (found) return found;
  throw new DomainError({
    code: 'option_invalid',
    message: `--alg: ${text} must be ${KEY_ALGORITHMS.join(' or ')}`,
  });
}

/** A key in a form that can be shown: never its private key. */
function summary({ key, next, problem }: KeyWithOutlook): object {
  const { kid, alg, state, stateSince, createdAt, serviceKey } = key;
  return {
    kid,
    alg,
    state,
    since: instant(stateSince),
    createdAt: instant(createdAt),
    ...(serviceKey === null ? {} : { serviceKey }),
    ...(next ? { nextStep: next.step, nextStepAt: instant(next.at) } : {}),
    ...(problem === undefined ? {} : { problem }),
  };
}

export interface Parts {
  rotation: KeyRotation;
  /** Returns any other class of the rooms. */
  get: <T>(type: Type<T>) => T;
}

export async function withKeys(options: KeysOptions, work: (parts: Parts) => Promise<void>): Promise<void> {
  await withApplication(begin(options), (app) =>
    work({
      rotation: app.get(KeyRotation, { strict: false }),
      get: (type) => app.get(type, { strict: false }),
    }),
  );
}
