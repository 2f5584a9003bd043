import { BlockList, isIP } from 'node:net';

/** Whose word an address is: the operator's files, or something that came in by API or app. */
export type Trust = 'operator' | 'api';

/** Clouds hand credentials to whoever asks here: never a receiver, whoever configured it. */
const metadata = listOf([
  '169.254.169.254/32',
  '169.254.170.2/32',
  '169.254.170.23/32',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
  'fd00:ec2::254/128',
  'fd00:ec2::23/128',
  'fd20:ce::254/128',
]);

/** Everything that is not the public internet, tunnels that lead back into it included. */
const inside = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]);

export interface AddressPolicy {
  readonly trust: Trust;
  /** The operator's flag for the rare setup that needs it. */
  readonly allowMetadata?: boolean;
}

/** Why this address must not be connected to; nothing when it may. */
export function whyNotConnect(address: string, policy: AddressPolicy): string | undefined {
  const family = familyOf(address);
  if (!family) return 'it is not an IP address';
  if (!policy.allowMetadata && metadata.check(unmapped(address), familyOf(unmapped(address)))) {
    return "it is a cloud's metadata address";
  }
  if (policy.trust === 'operator') return undefined;
  return inside.check(unmapped(address), familyOf(unmapped(address)))
    ? 'it is not on the public internet; only addresses in the configuration files may be'
    : undefined;
}

/** `[::1]` of a URL as `::1`; a zone (`fe80::1%eth0`) does not change what an address is. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/gu, '').replace(/%.*$/u, '');

/** IPv4 in IPv6's clothes is judged as what it is. */
function unmapped(address: string): string {
  const tail = /^::ffff:(?<tail>.+)$/iu.exec(canonical(address))?.groups?.tail;
  if (!tail) return address;
  if (isIP(tail) === 4) return tail;
  const [high = 0, low = 0] = tail.split(':').map((part) => Number.parseInt(part, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** One spelling of each IPv6 address: URL's own serialisation. */
function canonical(address: string): string {
  return isIP(address) === 6 ? bareHost(new URL(`http://[${bareHost(address)}]`).hostname) : address;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), familyOf(network) ?? 'ipv4');
  }
  return list;
}
