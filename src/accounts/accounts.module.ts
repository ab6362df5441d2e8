import { Global, Module } from '@nestjs/common';
import { AccountDirectory } from './account-directory.store.js';
import { AccountStore } from './account.store.js';

/** Owns accounts, their links to identity providers, copied claims and FHIR identities. Knows no protocol. */
@Global()
@Module({ providers: [AccountStore, AccountDirectory], exports: [AccountStore, AccountDirectory] })
export class AccountsModule {}
