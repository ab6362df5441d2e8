import { Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

/**
 * Looks names up in DNS only. The system’s own look-up also reads other sources (its hosts file). While a name server
 * that a stranger chose does not answer, the system's look-up would keep one of the few threads of this process.
 */
@Injectable()
export class NameResolver {
  /**
   * @returns every IPv4 and IPv6 address of a name.
   * @throws the error of DNS when there is none.
   */
  async addressesOf(name: string): Promise<string[]> {
    // A new resolver for each look-up: a resolver uses the name servers that were set when it was made.
    const resolver = new Resolver({ timeout: 1_500, tries: 2 });
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const [first] = answers;
    if (addresses.length === 0 && first.status === 'rejected') throw first.reason;
    return addresses;
  }
}
