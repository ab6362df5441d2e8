import { Commits } from '#src/database/commits.js';
import { EgressSettings } from '#src/config/settings/egress.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { AddressRule } from '#src/http/outgoing/address-rule.js';
import { type Counterpart, Egress } from '#src/http/outgoing/egress.js';
import { NameResolver } from '#src/http/outgoing/name-resolver.js';

/** A server whose address the operator gave. */
export const OPERATORS: Counterpart = { purpose: 'fhir', owner: 'records', givenBy: 'operator' };

/** The addresses of names, in place of DNS: one answer after another, and then always the last one. */
export class ScriptedNames extends NameResolver {
  readonly asked: string[] = [];

  constructor(private readonly answers: Record<string, string[][]>) {
    super();
  }

  override addressesOf(name: string): Promise<string[]> {
    this.asked.push(name);
    const [next, ...rest] = this.answers[name] ?? [];
    if (!next) return Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    if (rest.length > 0) this.answers[name] = rest;
    return Promise.resolve(next);
  }
}

/** The rule for addresses given by others. */
export function addressRule(
  egress: Partial<EgressSettings> = {},
  names: NameResolver = new NameResolver(),
): AddressRule {
  return new AddressRule(
    Object.assign(new Settings(), {
      egress: Object.assign(new EgressSettings(), { loopback: false }, egress),
    }),
    names,
  );
}

/** The egress for tests without a server. End it with `onModuleDestroy()`. */
export function newEgress(settings: Partial<EgressSettings> = {}, names?: NameResolver): Egress {
  return new Egress(addressRule(settings, names), new Commits());
}
