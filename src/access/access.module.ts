import { Module } from '@nestjs/common';
import { Endings } from './endings.js';
import { EpochStore } from './epoch.store.js';
import { GrantContextStore } from './grant-context.store.js';
import { RelyingPartySessionStore } from './relying-party-session.store.js';
import { RememberedConsentStore } from './remembered-consent.store.js';

const PARTS = [Endings, EpochStore, GrantContextStore, RelyingPartySessionStore, RememberedConsentStore];

/**
 * Owns the access that people and clients have been given, and the rules that say whether it still stands: what people
 * allowed, for whom and under which counts, which consents are remembered, and at which clients people are signed in.
 * Issues nothing and serves no route.
 */
@Module({ providers: PARTS, exports: PARTS })
export class AccessModule {}
