import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { IdentityProviderDefinitions } from './identity-provider-definitions.js';

/** Logs at every start which problems an identity provider of the database causes for one of the file. */
@Injectable()
export class IdentityProvidersAtStart implements OnApplicationBootstrap {
  private readonly log = new Logger('Wardkey');

  constructor(private readonly providers: IdentityProviderDefinitions) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const { scheme, path, message } of await this.providers.problemsBesideOthers())
      this.log.warn(`identity provider ${scheme}: ${path} ${message}`);
  }
}
