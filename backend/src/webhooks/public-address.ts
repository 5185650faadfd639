import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * All of IPv6 that is given out (https://www.iana.org/assignments/ipv6-address-space). Outside it are older coats
 * of IPv4 addresses, among others.
 */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** A webhook leads to where nothing may be sent. */
export class AddressRefused extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'AddressRefused';
  }
}

/**
 * Whether an address is one of the public internet. Private networks, this machine, link-local addresses
 * (cloud metadata among them), carriers' networks, multicast, tunnels that wrap any of these, and whatever
 * else is set aside for a purpose are not.
 */
export function isPublic(address: string): boolean {
  // Without the zone: it names a network card of this machine.
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  // An IPv4 address in an IPv6 coat is judged as what it is.
  const judged = ipaddr.process(bare);
  if (judged.range() !== 'unicast') return false;
  return judged.kind() === 'ipv4' || judged.match(globalUnicast);
}

/** The addresses of a host, each of them public. For `node:http`, which connects to one of them and no other. */
export const lookupPublic: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    const addresses = error === null ? found.filter(({ address }) => isPublic(address)) : [];
    const [first] = addresses;
    if (error !== null) callback(error, []);
    else if (first === undefined) callback(new AddressRefused('a private network'), []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/**
 * What can be said of a webhook's address without looking its host up. To be asked before each request: a
 * host that is an address is never looked up.
 *
 * @throws AddressRefused
 */
export function refuseByItself(url: URL): void {
  if (url.protocol !== 'https:') throw new AddressRefused('https only');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublic(host)) throw new AddressRefused('a private network');
}

/** The same with the host looked up. @throws AddressRefused */
export async function refuseUnlessPublic(url: URL): Promise<void> {
  refuseByItself(url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return;
  await new Promise<LookupAddress[] | string>((done, refuse) => {
    lookupPublic(host, { all: true }, (error, addresses) => {
      if (error === null) done(addresses);
      else refuse(error instanceof AddressRefused ? error : new AddressRefused('an unknown host'));
    });
  });
}
