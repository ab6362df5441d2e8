import { Global, Module } from '@nestjs/common';
import { AccountStore } from './account.store.js';

/** Owns accounts, their links to identity providers, copied claims and FHIR identities. Knows no protocol. */
@Global()
@Module({ providers: [AccountStore], exports: [AccountStore] })
export class AccountsModule {}
