import type { Request } from 'express';

const loopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/** Any of them says that a proxy on this machine passes on what comes from elsewhere. */
const passedOn = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
];

/** HTTP/1.0 is what proxies speak that were told nothing else; no browser does. */
export function isLoopback({ headers, httpVersion, socket }: Request): boolean {
  if (httpVersion === '1.0' || passedOn.some((name) => headers[name] !== undefined)) return false;
  return loopback.test(socket.remoteAddress ?? '');
}

/** Nobody can point a name of their own at us and be let in: an address, localhost, or a name the operator gave. */
export function isKnownHost(knownHosts: readonly string[], request: Request): boolean {
  const [, written = ''] = /^(\[[\da-f:.]+\]|[^:@]*?)\.?(:\d*)?$/i.exec(request.headers.host ?? '') ?? [];
  const host = written.toLowerCase();
  return (
    ['localhost', '[::1]', ...knownHosts].includes(host) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/** Browsers tell Sec-Fetch-Site only to trustworthy addresses, but each tells the Origin of a request across origins. */
export function isOtherSite({ headers }: Request): boolean {
  const { host = '', origin } = headers;
  if (['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']))) return true;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host.toLowerCase());
}
