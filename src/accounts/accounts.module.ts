import { Module } from '@nestjs/common';
import { AccountDirectory } from './account-directory.store.js';
import { AccountStore } from './account.store.js';
import { ActivationStore } from './activation/activation.store.js';
import { AttemptLimits } from './credentials/attempt-limits.js';
import { CredentialStore } from './credentials/credential.store.js';
import { InvitationStore } from './credentials/invitation.store.js';
import { Passwords } from './credentials/passwords.js';
import { RelyingPartySessionStore } from './relying-party-session.store.js';
import { RememberedConsentStore } from './remembered-consent.store.js';
import { SignInRecordStore } from './sign-ins/sign-in-record.store.js';

const PARTS = [
  AccountStore,
  AccountDirectory,
  ActivationStore,
  CredentialStore,
  InvitationStore,
  Passwords,
  AttemptLimits,
  RelyingPartySessionStore,
  RememberedConsentStore,
  SignInRecordStore,
];

/**
 * Owns accounts, their links to identity providers, copied claims and FHIR identities, their credentials, each sign-in
 * of theirs, where they are signed in, and what they allowed for good. Knows no protocol.
 */
@Module({ providers: PARTS, exports: PARTS })
export class AccountsModule {}
