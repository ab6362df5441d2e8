import { Global, Module } from '@nestjs/common';
import { Egress } from './egress.js';

/** Owns what all HTTP of this process shares, in and out. Never knows what a request is about. */
@Global()
@Module({ providers: [Egress], exports: [Egress] })
export class HttpModule {}
