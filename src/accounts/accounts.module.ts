import { Module } from '@nestjs/common';
import { AccessModule } from '#src/access/access.module.js';
import { AccountDirectory } from './account-directory.store.js';
import { AccountStore } from './account.store.js';
import { ActivationStore } from './activation/activation.store.js';
import { AttemptLimits } from './credentials/attempt-limits.js';
import { CredentialStore } from './credentials/credential.store.js';
import { InvitationStore } from './credentials/invitation.store.js';
import { Passwords } from './credentials/passwords.js';
import { SignInRecordStore } from './sign-ins/sign-in-record.store.js';

const PARTS = [
  AccountStore,
  AccountDirectory,
  ActivationStore,
  CredentialStore,
  InvitationStore,
  Passwords,
  AttemptLimits,
  SignInRecordStore,
];

/**
 * Owns accounts, their links to identity providers, their stored claims and FHIR identities, their credentials, and
 * each of their sign-ins. Knows no protocol.
 */
@Module({ imports: [AccessModule], providers: PARTS, exports: PARTS })
export class AccountsModule {}
