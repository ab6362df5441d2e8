import { Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

/**
 * Asks DNS, and nothing else. The system’s own look-up reads more (its hosts file), and keeps one of the few threads
 * of this process for as long as a name server of somebody else’s choice does not answer.
 */
@Injectable()
export class NameResolver {
  /** @returns every IPv4 and IPv6 address of a name. @throws the error of DNS when there is none. */
  async addressesOf(name: string): Promise<string[]> {
    // One for each question: a resolver knows only the name servers that were set when it was made.
    const resolver = new Resolver({ timeout: 1_500, tries: 2 });
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const [first] = answers;
    if (addresses.length === 0 && first.status === 'rejected') throw first.reason;
    return addresses;
  }
}
