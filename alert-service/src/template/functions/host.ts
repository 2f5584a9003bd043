import { isIP } from 'node:net';

/** net.SplitHostPort; nothing where Go gives an error. */
function splitHostPort(text: string): { host: string; port: string } | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const port = text.slice(colon + 1);
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    if (close < 0 || close + 1 !== colon) return undefined;
    const host = text.slice(1, close);
    return /[[\]]/.test(host + port) ? undefined : { host, port };
  }
  const host = text.slice(0, colon);
  return /[[\]:]/.test(host) || /[[\]]/.test(port) ? undefined : { host, port };
}

export function stripPort(text: string): string {
  return splitHostPort(text)?.host ?? text;
}

export function stripDomain(text: string): string {
  const split = splitHostPort(text);
  const host = split?.host ?? text;
  if (isIP(host) !== 0 && !host.includes('%')) return text;
  const [first = ''] = host.split('.');
  if (split === undefined || split.port === '') return first;
  return first.includes(':') || first.includes('%') ? `[${first}]:${split.port}` : `${first}:${split.port}`;
}
