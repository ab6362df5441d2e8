import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { ConfigurationError } from '#src/config/problems.js';
import { PreparedDocuments } from '#src/http/answers/prepared-documents.js';
import { Settings } from '#src/config/settings/settings.js';
import { type BrandIdentifier, brandBundleProblems } from './brand-bundle.js';
import { BrandsChangedError, BrandsNotAcceptedError, BrandsOfFileError } from './errors.js';
import { UserAccessBrandsStore } from './user-access-brands.store.js';

export interface PublishedBrands {
  /** A FHIR Bundle as JSON text. */
  bundle: string;
  /** The identifier of this hospital’s brand in the bundle. */
  identifier?: BrandIdentifier;
  /** A weak entity tag: the same brands, whatever the content encoding. */
  etag: string;
  /** A strong entity tag for callers that change the bundle. It stands for the bundle and the identifier. */
  version: string;
}

/** The hospital’s brand bundle: the file that the settings name, checked at start, or else the uploaded one. */
@Injectable()
export class UserAccessBrands {
  private readonly ofFile?: PublishedBrands;

  /** @throws ConfigurationError when the file cannot be read or is not a brand bundle. */
  constructor(
    { userAccessBrands }: Settings,
    private readonly store: UserAccessBrandsStore,
    private readonly documents: PreparedDocuments,
  ) {
    if (!userAccessBrands) return;
    const { bundle: path, identifier } = userAccessBrands;
    const refuse = (messages: string[]) =>
      new ConfigurationError(messages.map((message) => ({ path: 'userAccessBrands.bundle', message })));
    let bundle: string;
    let content: unknown;
    try {
      bundle = readFileSync(path, 'utf8');
      content = JSON.parse(bundle);
    } catch (error) {
      throw refuse([`${path} cannot be read as JSON (${(error as Error).message})`]);
    }
    const problems = brandBundleProblems(content, identifier);
    if (problems.length > 0) throw refuse(problems);
    this.ofFile = published(bundle, identifier);
  }

  async current(): Promise<PublishedBrands | undefined> {
    if (this.ofFile) return this.ofFile;
    const uploaded = await this.store.find();
    return uploaded && published(uploaded.bundle, uploaded.identifier);
  }

  /**
   * Publishes a bundle, which replaces the earlier one.
   *
   * @param seen whether the caller has seen the published version; when absent, any version may be published.
   * @throws BrandsNotAcceptedError with everything that is wrong with the bundle
   * @throws BrandsOfFileError when the settings name a file
   * @throws BrandsChangedError when the caller has not seen the published version
   */
  async upload(
    bundle: unknown,
    identifier: BrandIdentifier | undefined,
    seen?: (version: string) => boolean,
  ): Promise<PublishedBrands> {
    if (this.ofFile) throw new BrandsOfFileError();
    const problems = brandBundleProblems(bundle, identifier);
    if (problems.length > 0) throw new BrandsNotAcceptedError(problems);
    const text = JSON.stringify(bundle);
    const before = seen && (await this.asSeen(seen));
    if (!(await this.store.put(text, identifier, before))) throw new BrandsChangedError();
    this.documents.changed();
    return published(text, identifier);
  }

  /**
   * @param seen as for `upload`.
   * @returns false when nothing was uploaded
   * @throws BrandsOfFileError when the settings name a file
   * @throws BrandsChangedError when the caller has not seen the published version
   */
  async withdraw(seen?: (version: string) => boolean): Promise<boolean> {
    if (this.ofFile) throw new BrandsOfFileError();
    const before = seen && (await this.store.find()) ? await this.asSeen(seen) : undefined;
    const isRemoved = await this.store.remove(before);
    if (before !== undefined && !isRemoved) throw new BrandsChangedError();
    this.documents.changed();
    return isRemoved;
  }

  /** @returns the published bundle, if it is what the caller has seen. */
  private async asSeen(seen: (version: string) => boolean): Promise<string> {
    const current = await this.current();
    if (!current || !seen(current.version)) throw new BrandsChangedError();
    return current.bundle;
  }
}

function published(bundle: string, identifier: BrandIdentifier | undefined): PublishedBrands {
  const etag = `W/"${hashOf(bundle)}"`;
  const version = `"${hashOf(JSON.stringify([bundle, identifier?.system, identifier?.value]))}"`;
  return { bundle, etag, version, ...(identifier ? { identifier } : {}) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
