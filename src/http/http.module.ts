import { Module } from '@nestjs/common';
import { PreparedDocuments } from './answers/prepared-documents.js';
import { Load } from './incoming/load.js';
import { LoopDelay } from './incoming/loop-delay.js';
import { AddressRule } from './outgoing/address-rule.js';
import { Egress } from './outgoing/egress.js';
import { NameResolver } from './outgoing/name-resolver.js';

/** Owns what all HTTP of this process shares, incoming and outgoing. Never knows what a request is about. */
@Module({
  providers: [Egress, AddressRule, NameResolver, PreparedDocuments, Load, LoopDelay],
  exports: [Egress, AddressRule, PreparedDocuments, Load],
})
export class HttpModule {}
