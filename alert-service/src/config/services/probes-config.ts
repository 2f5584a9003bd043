import { z } from 'zod';
import type { Secret } from '#lib/secret';
import type { Length } from '../fields.ts';
import { suggestion } from '../nearest.ts';
import { PlainScalar } from '../yaml-file.ts';
import { DnsProbe, HttpProbe, PostgresProbe, RedisProbe, TcpProbe, TlsProbe } from './probe-fields.ts';
import { tlsClientSettings } from '../tls-config.ts';
import type { ProbeSettings } from './settings.ts';
import { type At, headersOf, secretFile } from './written.ts';

type Reader = (written: unknown, at: At) => ProbeSettings | undefined;

const second = 1000;
const minute = 60 * second;
const day = 86_400 * second;
/** Certificates and names change seldom, and who is asked for them pays for it. */
const usualInterval = { seldom: 5 * minute, sometimes: minute, often: 15 * second };
const usualTimeoutMs = 5 * second;

interface Common {
  readonly name?: string | undefined;
  readonly interval?: Length | undefined;
  readonly timeout?: Length | undefined;
  readonly weight?: number | undefined;
}

/** `usual`: its name where none is written, and how often it asks. */
function common(
  written: Common,
  usual: { readonly name: string; readonly intervalMs: number },
  { path, reading }: At,
) {
  const intervalMs = written.interval?.ms ?? usual.intervalMs;
  if (written.timeout && written.timeout.ms > intervalMs)
    reading.problem(
      [...path, 'timeout'],
      'timeout is longer than the time between two attempts: make it shorter',
    );
  return {
    name: written.name ?? usual.name,
    intervalMs,
    timeoutMs: written.timeout?.ms ?? Math.min(usualTimeoutMs, intervalMs),
    weight: written.weight ?? 1,
  };
}

const shown = (url: string): string => {
  const { host, pathname } = new URL(url);
  return `${host}${pathname === '/' ? '' : pathname}`;
};

const http =
  (type: 'http' | 'api'): Reader =>
  (value, at) => {
    const written = at.reading.check(HttpProbe, value, at.path);
    if (!written) return undefined;
    const { url, expect_status: expectStatus, expect_text: expectText, method = 'GET' } = written;
    if (method === 'HEAD' && expectText !== undefined)
      at.reading.problem(
        [...at.path, 'expect_text'],
        'an answer to HEAD has no text: take out one of the two',
      );
    const tls = tlsClientSettings(written.tls_config, at.files);
    return {
      type,
      ...common(written, { name: `${type} ${shown(url)}`, intervalMs: usualInterval.often }, at),
      url,
      method,
      headers: headersOf(written, at),
      ...(expectStatus && { expectStatus }),
      ...(expectText !== undefined && { expectText }),
      ...(tls && { tls }),
    };
  };

const addressOf = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

const tcp: Reader = (value, at) => {
  const written = at.reading.check(TcpProbe, value, at.path);
  if (!written) return undefined;
  const { host, port = 0 } = written.address;
  const usual = { name: `tcp ${addressOf(host, port)}`, intervalMs: usualInterval.often };
  return { type: 'tcp', ...common(written, usual, at), host, port };
};

const tls: Reader = (value, at) => {
  const written = at.reading.check(TlsProbe, value, at.path);
  if (!written) return undefined;
  const { host, port = 443 } = written.address;
  const { server_name: serverName, ca_file: caFile } = written;
  const degradedBeforeMs = written.degraded_before?.ms ?? Math.max(21 * day, written.failing_before?.ms ?? 0);
  const failingBeforeMs = written.failing_before?.ms ?? Math.min(7 * day, degradedBeforeMs);
  if (failingBeforeMs > degradedBeforeMs)
    at.reading.problem(
      [...at.path, 'failing_before'],
      'failing_before is longer than degraded_before: exchange the two',
    );
  const usual = { name: `tls ${addressOf(host, port)}`, intervalMs: usualInterval.seldom };
  return {
    type: 'tls',
    ...common(written, usual, at),
    host,
    port,
    degradedBeforeMs,
    failingBeforeMs,
    ...(serverName !== undefined && { serverName }),
    ...(caFile !== undefined && { ca: secretFile(caFile, 'ca_file', at) }),
  };
};

const dns: Reader = (value, at) => {
  const written = at.reading.check(DnsProbe, value, at.path);
  if (!written) return undefined;
  const { host, record = 'A', server, expect } = written;
  const usual = { name: `dns ${record} ${host}`, intervalMs: usualInterval.sometimes };
  return {
    type: 'dns',
    ...common(written, usual, at),
    host,
    record,
    ...(server !== undefined && { server }),
    ...(expect && { expect }),
  };
};

const secretOf = (
  { url, url_file: file }: { readonly url?: Secret | undefined; readonly url_file?: string | undefined },
  at: At,
): Secret => url ?? secretFile(file ?? '', 'url_file', at);

const postgres: Reader = (value, at) => {
  const written = at.reading.check(PostgresProbe, value, at.path);
  if (!written) return undefined;
  const usual = { name: 'postgres', intervalMs: usualInterval.often };
  const { query } = written;
  return {
    type: 'postgres',
    ...common(written, usual, at),
    url: secretOf(written, at),
    ...(query !== undefined && { query }),
  };
};

const redis: Reader = (value, at) => {
  const written = at.reading.check(RedisProbe, value, at.path);
  if (!written) return undefined;
  const usual = { name: 'redis', intervalMs: usualInterval.often };
  return { type: 'redis', ...common(written, usual, at), url: secretOf(written, at) };
};

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['http', http('http')],
  ['api', http('api')],
  ['tcp', tcp],
  ['tls', tls],
  ['dns', dns],
  ['postgres', postgres],
  ['redis', redis],
]);

const Typed = z.looseObject({ type: z.unknown() });

/** By its type, so that what is wrong in it is said of that type. */
function probeOf(value: unknown, at: At): ProbeSettings | undefined {
  const known = [...readers.keys()];
  const typed = Typed.safeParse(value).data;
  const type = typed?.type instanceof PlainScalar ? typed.type.source : typed?.type;
  const read = typeof type === 'string' ? readers.get(type) : undefined;
  if (read) return read(value, at);
  if (type === undefined || typeof type !== 'string')
    at.reading.problem(at.path, `a probe has a type: add \`type: …\`, one of ${known.join(', ')}`);
  else
    at.reading.problem([...at.path, 'type'], `there is no probe of type "${type}"${suggestion(type, known)}`);
  return undefined;
}

export function probesOf(listed: readonly unknown[], at: At): readonly ProbeSettings[] {
  const names = new Set<string>();
  return listed.flatMap((value, index) => {
    const path = [...at.path, index];
    const probe = probeOf(value, { ...at, path });
    if (!probe) return [];
    if (names.has(probe.name))
      at.reading.problem(
        path,
        `two probes of this service are named "${probe.name}": give one another \`name\``,
      );
    names.add(probe.name);
    return [probe];
  });
}
