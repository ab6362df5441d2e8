import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ConfigurationError } from '#src/config/problems.js';
import { SsoOnly } from '#src/sign-in/password/sso-only.js';

/** Refuses a start that could lock everybody out, and says at every other one what single sign-on only breaks. */
@Injectable()
export class SsoOnlyAtStart implements OnModuleInit {
  private readonly log = new Logger('Wardkey');

  constructor(private readonly ssoOnly: SsoOnly) {}

  async onModuleInit(): Promise<void> {
    const problems = await this.ssoOnly.problems();
    if (problems.length > 0) throw new ConfigurationError(problems);
    // Ids, not addresses of people: a log is read by more eyes than this database.
    for (const { path, message } of await this.ssoOnly.warnings(({ id }) => id)) {
      this.log.warn(`configuration: ${path}: ${message}`);
    }
  }
}
