import { Resolver } from 'node:dns/promises';
import { bareHost } from '#channels/address-guard';
import { checkLiteral } from '#channels/safe-fetch';
import { listed } from '#lib/plain-text';
import type { ProbeSettings } from '#config/services/settings';
import { type Asking, type Found, NotWell, outward, tookWords } from './finding.ts';

type DnsSettings = Extract<ProbeSettings, { type: 'dns' }>;

/** Asks DNS itself: what stands in this machine's hosts file does not count. */
export async function askDns(settings: DnsSettings, asking: Asking): Promise<Found> {
  const resolver = new Resolver({ timeout: asking.timeoutMs, tries: 1 });
  if (settings.server !== undefined) {
    checkLiteral(addressIn(settings.server), outward);
    resolver.setServers([settings.server]);
  }
  const abort = (): void => resolver.cancel();
  asking.signal.addEventListener('abort', abort, { once: true });
  const began = asking.clock.elapsed();
  try {
    const answers = await answersOf(resolver, settings);
    return readAnswers(answers, settings, asking.clock.elapsed() - began);
  } catch (error) {
    throw new NotWell(dnsWords(error, settings), 'failing');
  } finally {
    asking.signal.removeEventListener('abort', abort);
  }
}

/** All that was expected must be there; what comes beside it is worth a look. */
function readAnswers(
  answers: readonly string[],
  { record, expect }: Pick<DnsSettings, 'record' | 'expect'>,
  tookMs: number,
): Found {
  const said = listed(
    answers.map((answer) => answer.slice(0, 100)),
    3,
  );
  if (answers.length === 0) return { state: 'failing', text: `no ${record} record` };
  if (!expect) return { state: 'healthy', text: `${said} in ${tookWords(tookMs)}` };
  const same = (a: string, b: string): boolean => plain(a) === plain(b);
  const missing = expect.filter((wanted) => !answers.some((answer) => same(answer, wanted)));
  if (missing.length > 0)
    return { state: 'failing', text: `it answers ${said}, and not ${listed(missing, 3)}` };
  const more = answers.filter((answer) => !expect.some((wanted) => same(answer, wanted)));
  if (more.length > 0)
    return { state: 'degraded', text: `it also answers ${listed(more, 3)}, which was not expected` };
  return { state: 'healthy', text: `${said} in ${tookWords(tookMs)}` };
}

const plain = (name: string): string => name.toLowerCase().replace(/\.$/u, '');

async function answersOf(resolver: Resolver, { host, record }: DnsSettings): Promise<string[]> {
  switch (record) {
    case 'A':
      return resolver.resolve4(host);
    case 'AAAA':
      return resolver.resolve6(host);
    case 'CNAME':
      return resolver.resolveCname(host);
    case 'NS':
      return resolver.resolveNs(host);
    case 'MX':
      return (await resolver.resolveMx(host)).map(({ exchange }) => exchange);
    case 'TXT':
      return (await resolver.resolveTxt(host)).map((parts) => parts.join(''));
  }
}

/** c-ares' codes: https://nodejs.org/api/dns.html#error-codes */
function dnsWords(error: unknown, { host, record }: DnsSettings): string {
  const code = Error.isError(error) && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    ENOTFOUND: `${host} does not exist in DNS`,
    ENODATA: `${host} has no ${record} record`,
    ESERVFAIL: 'the DNS server says that it failed (SERVFAIL)',
    EREFUSED: 'the DNS server refuses to answer (REFUSED)',
    ECONNREFUSED: 'no DNS server could be reached',
    ETIMEOUT: 'the DNS server does not answer',
    ECANCELLED: 'the DNS server does not answer',
    EBADRESP: 'the DNS server answers what is no DNS',
  };
  return words[code] ?? (Error.isError(error) ? error.message : String(error));
}

/** `[::1]:53`, `10.0.0.1:53` or an address alone. */
const addressIn = (server: string): string => {
  const bracketed = /^\[(?<address>[^\]]+)\]/u.exec(server)?.groups?.address;
  return bracketed ?? (server.split(':').length === 2 ? (server.split(':')[0] ?? server) : bareHost(server));
};
