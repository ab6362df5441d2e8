import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Injectable, Logger } from '@nestjs/common';

/** Where `npm run build` puts the page; the same for the source and for the built server. */
export const ADMIN_FOLDER = fileURLToPath(new URL('../../dist/admin/', import.meta.url));

/** The files of the built page. Their names are read once, at the start, and no other file is ever served. */
@Injectable()
export class AdminFiles {
  /** The page itself, with places for what each answer says; absent when the page was not built. */
  readonly page: string | undefined;
  readonly folder = `${ADMIN_FOLDER}assets/`;
  private readonly names: ReadonlySet<string>;

  constructor() {
    const isBuilt = existsSync(`${ADMIN_FOLDER}index.html`);
    this.page = isBuilt ? readFileSync(`${ADMIN_FOLDER}index.html`, 'utf8') : undefined;
    this.names = new Set(isBuilt ? readdirSync(this.folder) : []);
    if (!isBuilt) new Logger('AdminPage').warn('the page of administrators is not built: run npm run build');
  }

  /** Whether there is a file with this name beside the page. */
  has(name: string): boolean {
    return this.names.has(name);
  }
}
