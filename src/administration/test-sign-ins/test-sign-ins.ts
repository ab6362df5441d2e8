import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { sha256 } from '#src/crypto/handle.js';
import type { FederationError } from '#src/federation/errors.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { Actor } from '#src/roles/policy.js';
import { NoSuchTestError } from '../errors.js';
import { type ExplainedDecision, SignInTest } from '../sign-in-test.js';
import type { TestSignIn } from './test-sign-in.entity.js';
import { TestSignInStore } from './test-sign-in.store.js';

/** How a test sign-in ended. */
export type TestSignInResult =
  | { decision: ExplainedDecision; claims: Record<string, unknown> }
  /** The identity provider gave no answer that can be trusted. */
  | { failure: { reason: string; finding: string } };

/**
 * Sign-ins at an identity provider without effect: a person signs in there as always, and an administrator sees what it
 * would have led to. Nobody is signed in here, and no account is changed.
 */
@Injectable()
export class TestSignIns {
  constructor(
    private readonly store: TestSignInStore,
    private readonly tests: SignInTest,
    private readonly settings: Settings,
  ) {}

  /**
   * @returns the address to open in a browser.
   * @throws like SignInTest.atProvider.
   */
  async begin(
    scheme: string,
    fhirServer: string | undefined,
    actor: Actor & { clientId: string },
  ): Promise<{ id: string; address: string; expiresAt: number }> {
    const provider = await this.tests.providerToTest(scheme, fhirServer, actor);
    const { id, expiresAt } = await this.store.begin({
      scheme: provider.scheme,
      fhirServer: fhirServer ?? null,
      clientId: actor.clientId,
      actorId: actor.accountId ?? null,
    });
    return { id, address: `${this.settings.issuer}/federation/${provider.scheme}/test/${id}`, expiresAt };
  }

  /**
   * The result, for who asked for the test.
   *
   * @returns undefined as long as the person has not come back.
   * @throws NoSuchTestError also for a test that somebody else asked for.
   */
  async resultOf(
    scheme: string,
    id: string,
    { clientId, accountId }: Actor,
  ): Promise<TestSignInResult | undefined> {
    const test = await this.store.find(id);
    if (!test || test.scheme !== scheme || test.clientId !== clientId || test.actorId !== (accountId ?? null))
      throw new NoSuchTestError();
    return this.store.resultOf(test) as TestSignInResult | undefined;
  }

  /** The identity provider of a test that is under way in a browser; undefined when it is over. */
  async providerOf(scheme: string, id: string): Promise<IdentityProviderSettings | undefined> {
    const test = await this.underWay(scheme, id);
    return test && this.tests.usableProvider(test.scheme);
  }

  /** When a test that is under way ends (seconds since 1970). */
  async endOf(scheme: string, id: string): Promise<number | undefined> {
    return (await this.underWay(scheme, id))?.expiresAt;
  }

  /** Decides about the person who came back, as a sign-in would, and keeps the result. Changes nothing else. */
  async decide(
    scheme: string,
    id: string,
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
  ): Promise<void> {
    const test = await this.underWay(scheme, id);
    if (!test) return;
    const actor = { clientId: test.clientId, accountId: test.actorId ?? undefined };
    const decision = await this.tests.decide(identity, provider, test.fhirServer ?? undefined, actor);
    await this.store.settle(test, { decision, claims: identity.claims } satisfies TestSignInResult);
  }

  /** Keeps why the person could not sign in at the identity provider. */
  async fail(scheme: string, id: string, { code, detail, message }: FederationError): Promise<void> {
    const test = await this.underWay(scheme, id);
    const failure = { reason: code, finding: detail ?? message };
    if (test) await this.store.settle(test, { failure } satisfies TestSignInResult);
  }

  private async underWay(scheme: string, id: string): Promise<TestSignIn | undefined> {
    const test = await this.store.find(id);
    return test?.scheme === scheme && test.sealedResult === null ? test : undefined;
  }
}

const UID_PREFIX = 'test:';

/** Names the login at the identity provider that belongs to a test. */
export function testUid(id: string): string {
  return UID_PREFIX + sha256(id);
}

/** Whether a login at an identity provider belongs to a test. */
export function isTestUid(uid: string): boolean {
  return uid.startsWith(UID_PREFIX);
}
