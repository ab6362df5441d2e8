import { DomainError } from '#src/errors/domain-error.js';

/** What was uploaded is no brand bundle that could be published. */
export class BrandsNotAcceptedError extends DomainError {
  constructor(readonly problems: string[]) {
    super({ code: 'brands_not_accepted', message: problems.join('; ') });
  }
}

/** The brand bundle is a file that the settings name; it changes there. */
export class BrandsOfFileError extends DomainError {
  constructor() {
    super({
      code: 'brands_of_file',
      message: 'The brand bundle is the file that userAccessBrands.bundle names. Change it there.',
    });
  }
}

/** What is published is not what the caller has seen. */
export class BrandsChangedError extends DomainError {
  constructor() {
    super({ code: 'brands_changed', message: 'The brand bundle has changed since it was published.' });
  }
}
