import type { KeyObject } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import { errorForLog } from '#src/errors/domain-error.js';
import { NoSigningKeyError } from './errors.js';
import { KeyMaker } from './key-maker.js';
import { KeyRotation } from './key-rotation.js';
import { isPublished, withState } from './key-states.js';
import { publicKeyOf, type Signer } from './signer.js';
import { KEY_ALGORITHMS, type KeyAlgorithm, type SigningKey } from './signing-key.entity.js';
import { SigningKeyStore } from './signing-key.store.js';

/** The key of an algorithm that signs now. */
export interface CurrentKey {
  kid: string;
  publicKey: KeyObject;
  sign: Signer;
}

/** The keys as one look at the database found them. */
interface Ring {
  /** What distinguishes this look from others. */
  version: string;
  keys: readonly SigningKey[];
  /** What signs here. */
  current: ReadonlyMap<KeyAlgorithm, CurrentKey>;
  /** By `kid`, those of tokens that are accepted. */
  publicKeys: ReadonlyMap<string, CryptoKey>;
  /** By `kid`, those of old ID tokens that still say who signs out where. */
  hintKeys: ReadonlyMap<string, CryptoKey>;
  jwks: readonly JWK[];
  /** Why a key of the database cannot be used here. */
  faults: readonly string[];
  /** Whether each current key of the database signs here. */
  isWhole: boolean;
}

/**
 * The signing keys in the memory of this process, so that signing and verifying ask no database. All processes share
 * the keys of the database; whoever runs this process calls {@link follow} several times in a second.
 *
 * Nobody gets a private key from here, only signatures.
 */
@Injectable()
export class SigningKeys {
  private readonly log = new Logger('Keys');
  private ring?: Ring;
  /** The keys that signed until a moment ago, for a token whose header names one already. */
  private before: ReadonlyMap<KeyAlgorithm, CurrentKey> = new Map();
  private look?: Promise<void>;
  private readonly listeners: Array<() => void> = [];

  constructor(
    private readonly store: SigningKeyStore,
    private readonly maker: KeyMaker,
    private readonly rotation: KeyRotation,
  ) {}

  /**
   * Makes the keys that are missing, and reads all of them, the first time that it is called.
   *
   * @throws SealBrokenError when the encryption key is another one.
   */
  async ready(): Promise<void> {
    if (this.ring) return;
    await this.rotation.makeMissing();
    await this.follow();
  }

  /** Whether the keys have been read, and tokens can be signed with those that are current. */
  get areOpen(): boolean {
    return this.ring?.isWhole ?? false;
  }

  /**
   * Looks once whether the keys have changed, and lets the change count from now on. Calls at the same time share one
   * look.
   */
  follow(): Promise<void> {
    this.look ??= this.lookOnce().finally(() => (this.look = undefined));
    return this.look;
  }

  /** @param listener is called after each change, in the same moment. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The keys as they are now, also those that are over. */
  get all(): readonly SigningKey[] {
    return this.present.keys;
  }

  /** The JWKS (RFC 7517 section 5): the current keys first. */
  published(): readonly JWK[] {
    return this.present.jwks;
  }

  /** @throws NoSigningKeyError when the key that signs now cannot be used here. */
  current(alg: KeyAlgorithm): CurrentKey {
    const key = this.present.current.get(alg);
    if (!key) throw new NoSigningKeyError(alg);
    return key;
  }

  /**
   * Signs with the key that the header of a token names. Its name was taken from {@link current} a moment ago; in
   * between, the key may have got its successor.
   *
   * @throws Error when the key has been revoked in between.
   */
  async sign(alg: KeyAlgorithm, kid: unknown, data: Uint8Array): Promise<Uint8Array> {
    const key = [this.present.current.get(alg), this.before.get(alg)].find((one) => one?.kid === kid);
    if (!key) throw new Error(`the key ${String(kid)} does not sign any more`);
    return key.sign(data);
  }

  /** Whether tokens of this key are accepted, as far as this process knows. */
  accepts(kid: string): boolean {
    return this.present.publicKeys.has(kid);
  }

  /**
   * The key that verifies a token. A `kid` that is not known may be of a key that another process has just made, so the
   * database is asked.
   *
   * @returns undefined when tokens with this `kid` are not accepted.
   */
  async publicKey(kid: string | undefined): Promise<CryptoKey | undefined> {
    if (kid === undefined) return undefined;
    // A look that is under way may have begun before the key was made.
    const looks = this.look ? 2 : 1;
    for (let look = 0; look < looks && !this.accepts(kid); look += 1) await this.follow();
    return this.present.publicKeys.get(kid);
  }

  /**
   * The key that verifies an ID token by which an app says who signs out (`id_token_hint`). Such a token may have
   * expired long ago, and its key may have ended. Nothing else may be verified with this key.
   *
   * @returns undefined when the key is unknown or revoked.
   */
  async hintKey(kid: string | undefined): Promise<CryptoKey | undefined> {
    return (await this.publicKey(kid)) ?? (kid === undefined ? undefined : this.present.hintKeys.get(kid));
  }

  private get present(): Ring {
    if (!this.ring) throw new Error('the signing keys have not been read yet');
    return this.ring;
  }

  private async lookOnce(): Promise<void> {
    const keys = await this.store.all();
    const version = keys.map(({ kid, state }) => `${kid} ${state}`).join();
    if (this.ring?.version === version) return;
    const ring = await this.read(keys, version);
    const over = keys.filter((key) => !isPublished(key)).map(({ kid }) => kid);
    this.before = new Map([...(this.ring?.current ?? [])].filter(([, { kid }]) => !over.includes(kid)));
    this.ring = ring;
    for (const fault of ring.faults) this.log.error(fault);
    for (const listener of this.listeners) listener();
  }

  private async read(keys: readonly SigningKey[], version: string): Promise<Ring> {
    const known = this.ring;
    const publicKeys = new Map<string, CryptoKey>();
    const hintKeys = new Map<string, CryptoKey>();
    const jwks: JWK[] = [];
    const faults: string[] = [];
    // One key that cannot be used must not keep the states of the others from counting: one of them may be revoked.
    const note = (kid: string, error: unknown) =>
      faults.push(`the signing key ${kid} cannot be used here: ${errorForLog(error)}`);
    for (const key of keys) {
      const { kid, state, sealedPublicJwk } = key;
      if (!isPublished(key) && (state !== 'ended' || sealedPublicJwk === null)) continue;
      try {
        const jwk = this.maker.publicJwk(key);
        // Imported once, in the form in which verifying is fastest.
        const imported =
          known?.publicKeys.get(kid) ?? known?.hintKeys.get(kid) ?? (await importJWK(jwk, key.alg));
        (isPublished(key) ? publicKeys : hintKeys).set(kid, imported as CryptoKey);
        if (isPublished(key)) jwks.push(jwk);
      } catch (error) {
        note(kid, error);
      }
    }
    const current = new Map<KeyAlgorithm, CurrentKey>();
    let isWhole = true;
    for (const alg of KEY_ALGORITHMS) {
      const key = withState(keys, 'current', alg);
      if (!key) throw new Error(`there is no current key for ${alg}`);
      const signing = known?.current.get(alg);
      try {
        current.set(alg, signing?.kid === key.kid ? signing : this.currentKey(key));
      } catch (error) {
        // At the start nobody depends on this process yet.
        if (!known) throw error;
        note(key.kid, error);
        isWhole = false;
        // The key before it goes on here as long as its tokens are accepted, and not when it was revoked.
        if (signing && publicKeys.has(signing.kid)) current.set(alg, signing);
      }
    }
    return { version, keys, current, publicKeys, hintKeys, jwks, faults, isWhole };
  }

  private currentKey(key: SigningKey): CurrentKey {
    const publicKey = publicKeyOf(this.maker.publicJwk(key));
    return { kid: key.kid, publicKey, sign: this.maker.signerOf(key) };
  }
}
