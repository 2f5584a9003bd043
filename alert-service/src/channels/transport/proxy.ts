import { BlockList, isIP } from 'node:net';
import type { ProxySettings } from '#config/http-settings';
import { bareHost } from '../address-guard.ts';
import { revealed } from '../credentials.ts';
import { Refusal } from '../outcome.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for an address, or none. `url` holds its login. */
export function proxyFor(
  target: URL,
  settings: ProxySettings | undefined,
  environment: Environment,
): URL | undefined {
  if (!settings) return undefined;
  if (!settings.url) return environmentProxy(target, environment);
  const url = proxyUrl(revealed(settings.url));
  // As upstream: only where no_proxy is given do its rules hold, that of loopback included.
  return settings.noProxy !== '' && isExcepted(target, settings.noProxy) ? undefined : url;
}

function environmentProxy(target: URL, environment: Environment): URL | undefined {
  const read = (name: string): string => environment[name] || environment[name.toLowerCase()] || '';
  const written = read(target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  return written === '' || isExcepted(target, read('NO_PROXY')) ? undefined : proxyUrl(written);
}

function proxyUrl(written: string): URL {
  const address = written.includes('://') ? written : `http://${written}`;
  if (!URL.canParse(address) || !/^(https?|socks5h?):$/.test(new URL(address).protocol))
    throw new Refusal('the address of its proxy is none: write http://HOST:PORT');
  return new URL(address);
}

/** The rules of NO_PROXY as Go reads them: names with all below them, addresses, ranges, ports, and `*`. */
export function isExcepted(target: URL, noProxy: string): boolean {
  const host = bareHost(target.hostname).toLowerCase().replace(/\.$/, '');
  if (host === 'localhost' || isLoopback(host)) return true;
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(',')
    .map((rule) => rule.trim().toLowerCase())
    .some((rule) => rule === '*' || excepts(rule, host, port));
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
const isLoopback = (host: string): boolean => isIP(host) !== 0 && loopback.check(host, family(host));

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function excepts(rule: string, host: string, port: string): boolean {
  if (rule.includes('/')) return isInRange(host, rule);
  const { name, onlyPort } = splitPort(rule);
  if (name === '' || (onlyPort !== '' && onlyPort !== port)) return false;
  if (isIP(name) !== 0)
    return isIP(host) !== 0 && new URL(urlOf(name)).hostname === new URL(urlOf(host)).hostname;
  const below = name.startsWith('*.') ? name.slice(1) : name;
  return below.startsWith('.') ? host.endsWith(below) : host === below || host.endsWith(`.${below}`);
}

const urlOf = (address: string): string =>
  isIP(address) === 6 ? `http://[${address}]` : `http://${address}`;

function splitPort(rule: string): { name: string; onlyPort: string } {
  const [, bracketed, plain, onlyPort = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(rule) ?? [];
  return { name: bracketed ?? plain ?? rule, onlyPort };
}

function isInRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const most = isIP(network) === 6 ? 128 : 32;
  if (isIP(network) === 0 || isIP(host) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family(network));
  return list.check(host, family(host));
}

/** `user:password` of an address as Basic authorization. */
export function loginOf(url: URL): string | undefined {
  if (!url.username && !url.password) return undefined;
  const login = `${unescaped(url.username)}:${unescaped(url.password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

/** A percent sign that escapes nothing is one. */
export function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What may be said of a proxy. */
export const proxyForPeople = (proxy: URL): string => `${proxy.protocol}//${proxy.host}`;
