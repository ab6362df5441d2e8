import { DomainError } from '#src/errors/domain-error.js';

/** The uploaded brand bundle cannot be published. */
export class BrandsNotAcceptedError extends DomainError {
  constructor(readonly problems: string[]) {
    super({ code: 'brands_not_accepted', message: problems.join('; ') });
  }
}

/** The brand bundle is a file that the settings name. It can only be changed there. */
export class BrandsOfFileError extends DomainError {
  constructor() {
    super({
      code: 'brands_of_file',
      message: 'The brand bundle comes from the file that userAccessBrands.bundle names. Change the file.',
    });
  }
}

/** The published bundle is not the one that the caller has seen. */
export class BrandsChangedError extends DomainError {
  constructor() {
    super({ code: 'brands_changed', message: 'The brand bundle has changed since it was published.' });
  }
}
