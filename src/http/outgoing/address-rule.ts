import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { isLoopback } from '#src/config/settings/validators.js';
import { NameResolver } from './name-resolver.js';
import { isWithin, networks, reachOf } from './reachable-address.js';

const THIS_MACHINE = ['127.0.0.1', '::1'];

/** An address that others gave leads to a host to which this server must not send requests. */
export class AddressRefusedError extends Error {}

/**
 * Decides where addresses may lead that others gave (server-side request forgery): to the Internet, or to the networks
 * of `egress.privateNetworks`. A stranger must not use this server to reach what only this server can reach.
 */
@Injectable()
export class AddressRule {
  private readonly allowed: BlockList;

  constructor(
    private readonly settings: Settings,
    private readonly names: NameResolver,
  ) {
    this.allowed = networks(settings.egress.privateNetworks);
  }

  /**
   * Checks the text of an address. A name in it may still lead to a forbidden address; `lookup` checks that.
   * @returns what the address must be; undefined when the text is acceptable.
   */
  objectionTo(url: URL): string | undefined {
    if (this.isPlainlyHere(url)) return undefined;
    if (url.protocol !== 'https:') return 'must be https';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isHere = /(^|\.)localhost\.?$/.test(host);
    if (isHere || (isIP(host) && !this.mayReach(host)))
      return `must lead to the Internet, or to a network in egress.privateNetworks: ${host} does not`;
    return undefined;
  }

  /**
   * The `lookup` of a connection. It gets the addresses of a name, checks each, and returns the same addresses, so that
   * the connection goes to what was checked (DNS rebinding). If one address is refused, the name is refused.
   */
  readonly lookup: LookupFunction = (name, { all }, callback) => {
    this.judged(name).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        if (all) callback(null, found);
        else callback(null, found[0]!.address, found[0]!.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };

  private async judged(name: string): Promise<string[]> {
    if (this.isPlainlyHere(new URL(`http://${name}`))) return THIS_MACHINE;
    const addresses = await this.names.addressesOf(name);
    const refused = addresses.find((address) => !this.mayReach(address));
    if (refused !== undefined || addresses.length === 0)
      throw new AddressRefusedError(
        `${name} leads to ${refused ?? 'nothing'}, which is not on the Internet and not in a network of egress.privateNetworks`,
      );
    return addresses;
  }

  private mayReach(address: string): boolean {
    const reach = reachOf(address);
    return reach === 'public' || (reach === 'private' && isWithin(this.allowed, address));
  }

  private isPlainlyHere(url: URL): boolean {
    return this.settings.egress.loopback && isLoopback(url);
  }
}
