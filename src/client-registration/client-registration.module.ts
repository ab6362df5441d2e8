import { Module } from '@nestjs/common';
import { ClientRegistrationController } from './client-registration.controller.js';
import { ClientRegistration } from './client-registration.js';

/**
 * Owns dynamic client registration: POST /register (RFC 7591), off unless the settings open it. Keeps nothing itself, and
 * never changes or removes a client: that is the administrators’.
 */
@Module({ controllers: [ClientRegistrationController], providers: [ClientRegistration] })
export class ClientRegistrationModule {}
