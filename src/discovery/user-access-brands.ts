import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { ConfigurationError } from '#src/config/problems.js';
import { Settings } from '#src/config/settings/settings.js';
import { type BrandIdentifier, brandBundleProblems } from '#src/smart/discovery/user-access-brands.js';

/** The hospital’s brand bundle, read and checked once, at start. */
@Injectable()
export class UserAccessBrands {
  readonly bundle?: string;
  readonly identifier?: BrandIdentifier;
  /** Weak: the same brands, whatever the encoding on the way. */
  readonly etag?: string;

  /** @throws ConfigurationError when the file cannot be read or is no brand bundle. */
  constructor({ userAccessBrands }: Settings) {
    if (!userAccessBrands) return;
    const { bundle, identifier } = userAccessBrands;
    const refuse = (messages: string[]) =>
      new ConfigurationError(messages.map((message) => ({ path: 'userAccessBrands.bundle', message })));
    let content: unknown;
    try {
      this.bundle = readFileSync(bundle, 'utf8');
      content = JSON.parse(this.bundle);
    } catch (error) {
      throw refuse([`${bundle} cannot be read as JSON (${(error as Error).message})`]);
    }
    const problems = brandBundleProblems(content, identifier);
    if (problems.length > 0) throw refuse(problems);
    this.identifier = identifier;
    this.etag = `W/"${createHash('sha256').update(this.bundle).digest('base64url').slice(0, 16)}"`;
  }
}
