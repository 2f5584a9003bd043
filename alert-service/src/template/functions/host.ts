const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^(?:${octet}\\.){3}${octet}$`);

/** Go's net.ParseIP: IPv4 without leading zeros, IPv6 without a zone. */
function isIp(text: string): boolean {
  if (ipv4.test(text)) return true;
  const tail = text.slice(text.lastIndexOf(':') + 1);
  const hasIpv4 = text.includes(':') && ipv4.test(tail);
  const hex = hasIpv4 ? `${text.slice(0, -tail.length)}0:0` : text;
  const halves = hex.split('::');
  if (!hex.includes(':') || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

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
  if (isIp(host)) return text;
  const [first = ''] = host.split('.');
  if (split === undefined || split.port === '') return first;
  return first.includes(':') || first.includes('%') ? `[${first}]:${split.port}` : `${first}:${split.port}`;
}
