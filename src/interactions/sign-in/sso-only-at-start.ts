import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ConfigurationError } from '#src/config/problems.js';
import { SsoOnly } from '#src/sign-in/password/sso-only.js';

/**
 * Refuses to start when the settings could lock all people out. At every other start it warns about what single sign-on
 * only makes impossible.
 */
@Injectable()
export class SsoOnlyAtStart implements OnModuleInit {
  private readonly log = new Logger('Wardkey');

  constructor(private readonly ssoOnly: SsoOnly) {}

  async onModuleInit(): Promise<void> {
    const problems = await this.ssoOnly.problems();
    if (problems.length > 0) throw new ConfigurationError(problems);
    // The log names accounts by id, not by e-mail address, because more people read a log than this database.
    for (const { path, message } of await this.ssoOnly.warnings(({ id }) => id)) {
      this.log.warn(`configuration: ${path}: ${message}`);
    }
  }
}
