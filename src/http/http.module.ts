import { Module } from '@nestjs/common';
import { AddressRule } from './address-rule.js';
import { Egress } from './egress.js';
import { NameResolver } from './name-resolver.js';

/** Owns what all HTTP of this process shares, in and out. Never knows what a request is about. */
@Module({ providers: [Egress, AddressRule, NameResolver], exports: [Egress, AddressRule] })
export class HttpModule {}
