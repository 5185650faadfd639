import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { AddressRefused, isPublic, lookupPublic, refuseUnlessPublic } from './public-address.ts';

describe('isPublic', () => {
  it.each(['1.1.1.1', '93.184.215.14', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
    'lets %s pass',
    (address) => expect(isPublic(address)).toBe(true),
  );

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine', '127.255.255.254'],
    ['this machine', '::1'],
    ['any interface', '0.0.0.0'],
    ['any interface', '::'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['cloud metadata', '169.254.169.254'],
    ['cloud metadata', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['link-local', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['unique local', 'fc00::1'],
    ['carrier', '100.64.0.1'],
    ['benchmarks', '198.18.0.1'],
    ['documentation', '192.0.2.1'],
    ['documentation', '2001:db8::1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['IPv4 in IPv6', '::ffff:127.0.0.1'],
    ['IPv4 in IPv6', '::ffff:169.254.169.254'],
    ['IPv4 in IPv6', '::ffff:a00:1'],
    ['IPv4 in IPv6', '::127.0.0.1'],
    // As `URL` writes it.
    ['IPv4 in IPv6', '::7f00:1'],
    ['IPv4 in IPv6', '::a9fe:a9fe'],
    ['not given to anybody yet', '4000::1'],
    ['a dummy prefix', '100:0:0:1::1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:7f00:1::'],
    ['no address', 'localhost'],
    ['no address', ''],
  ])('refuses %s: %s', (_what, address) => expect(isPublic(address)).toBe(false));
});

test.each([
  'http://example.com/hook',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.0.0.1/',
  'https://017700000001/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::127.0.0.1]/',
  'https://[::169.254.169.254]/',
  'https://169.254.169.254/latest/meta-data',
  'https://user:word@10.0.0.1/',
  'https://localhost/',
  'https://no-such-host.invalid/',
])('%s is refused', async (address) => {
  await expect(refuseUnlessPublic(new URL(address))).rejects.toThrow(AddressRefused);
});

test('an address of the public internet is not', async () => {
  await refuseUnlessPublic(new URL('https://1.1.1.1/hook'));
});

test('of a host that is this machine no address is given to whoever connects', async () => {
  for (const all of [true, false]) {
    await expect(promisify(lookupPublic)('localhost', { all })).rejects.toThrow(AddressRefused);
  }
});
