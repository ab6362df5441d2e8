import { Injectable } from '@nestjs/common';
import type { ResourceSettings } from '#src/config/settings/resource.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { isSameAddress } from '#src/http/addresses/canonical-address.js';

/** The APIs in the settings that are not FHIR servers. */
@Injectable()
export class OtherResources {
  private readonly all: readonly ResourceSettings[];

  constructor(settings: Settings) {
    this.all = settings.resources;
  }

  named(name: string): ResourceSettings | undefined {
    return this.all.find((resource) => resource.name === name);
  }

  /** Finds an API by its address, in any equivalent spelling. */
  at(address: string): ResourceSettings | undefined {
    return this.all.find(({ identifier }) => isSameAddress(identifier, address));
  }

  /** The APIs that define at least one of these scopes. */
  knowing(scopes: readonly string[]): ResourceSettings[] {
    return this.all.filter((resource) => resource.scopes.some(({ name }) => scopes.includes(name)));
  }

  /** The description of a scope in the settings; undefined when no API defines the scope. */
  descriptionOf(scope: string, resources: readonly ResourceSettings[] = this.all): string | undefined {
    const known = resources.flatMap(({ scopes }) => scopes).find(({ name }) => name === scope);
    return known && (known.description ?? known.name);
  }
}
