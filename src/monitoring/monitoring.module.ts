import { Module } from '@nestjs/common';
import { ClientsModule } from '#src/clients/clients.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { Expiries } from './expiries.js';
import { Monitoring } from './monitoring.js';

/**
 * Owns what operators see of a running server from outside: metrics, on a listener of their own, and traces, sent to a
 * collector. Both are off unless the settings switch them on, and their libraries are loaded only then. No other room
 * knows this one: it listens to what they tell (Observers).
 */
@Module({ imports: [ClientsModule, FederationModule, HttpModule], providers: [Expiries, Monitoring] })
export class MonitoringModule {}
