import { isIP } from 'node:net';
import { z } from 'zod';
import { Secret } from '#lib/secret';
import { fields, given, listOf, notBoth, required, text, whole } from '../fields.ts';
import { TlsClientConfig } from '../tls-config.ts';
import { addressNamed, headerFiles, headerTexts, lengthWithin, nameOf, weight } from './written.ts';

/** What each kind of probe may say. */

const common = {
  type: text,
  name: given(nameOf('a probe')),
  interval: given(lengthWithin('interval', { least: '1s', most: '1d' })),
  timeout: given(lengthWithin('timeout', { least: '10ms', most: '1m' })),
  weight: given(weight),
};

const status = whole.refine((code) => code >= 100 && code <= 599, 'a status is a number from 100 to 599');

export const HttpProbe = fields({
  ...common,
  url: addressNamed('url'),
  method: given(z.enum(['GET', 'HEAD'], 'method is GET or HEAD')),
  headers: given(headerTexts),
  headers_file: given(headerFiles),
  expect_status: given(listOf(status, 'statuses, such as [200, 204]')),
  expect_text: given(required('expect_text')),
  tls_config: given(TlsClientConfig),
});

const hostAndPort = /^(?:\[([0-9a-f:.]+)\]|([^\s:/[\]@]+))(?::(\d{1,5}))?$/i;

/** `host:port`, `[::1]:port`. */
const target = (example: string) =>
  required('address').transform((written, context) => {
    const [found, six, plain, port] = hostAndPort.exec(written) ?? [];
    const host = six ?? plain;
    if (found !== undefined && host !== undefined && Number(port ?? 1) >= 1 && Number(port ?? 1) <= 65_535)
      return { host, ...(port !== undefined && { port: Number(port) }) };
    context.addIssue({ code: 'custom', message: `expected a host and a port, such as ${example}` });
    return z.NEVER;
  });

export const TcpProbe = fields({ ...common, address: target('db:5432') }).refine(
  ({ address: { port } }) => port !== undefined,
  { message: 'the port is missing: write it as host:port', path: ['address'] },
);

const host = (name: string) =>
  required(name).refine((written) => /^[^\s/@]{1,253}$/.test(written), `${name} is the name of a host`);

const before = (name: string) => given(lengthWithin(name, { least: '1h', most: '1y' }));
export const TlsProbe = fields({
  ...common,
  address: target('api.example.com:443'),
  degraded_before: before('degraded_before'),
  failing_before: before('failing_before'),
  server_name: given(host('server_name')),
  ca_file: given(required('ca_file')),
});

/** As Node's resolver takes it. */
const isNameServer = (written: string): boolean => {
  const [, six, plain = written, port = '53'] =
    /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(written) ?? [];
  return isIP(six ?? plain) !== 0 && Number(port) >= 1 && Number(port) <= 65_535;
};
const nameServer = required('server').refine(isNameServer, {
  message:
    'server is the IP address of a name server, with a port where it is another than 53: 10.0.0.1:5353',
});
const records = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS'] as const;
export const DnsProbe = fields({
  ...common,
  host: host('host'),
  record: given(z.enum(records, `record is one of ${records.join(', ')}`)),
  server: given(nameServer),
  expect: given(listOf(required('expect'), 'answers')),
});

const oneUrl = <Shape extends { url?: unknown; url_file?: unknown }>(written: Shape): boolean =>
  Boolean(written.url) || Boolean(written.url_file);
const scheme = (what: string, expected: RegExp, example: string) =>
  given(
    text
      .refine((written) => expected.test(written) && URL.canParse(written), {
        message: `the address of ${what} looks like ${example}`,
        abort: true,
      })
      .transform((written) => Secret.of(written)),
  );
const missing = { message: 'url_file, or url, is missing: say where it is', path: [] };

export const PostgresProbe = fields({
  ...common,
  url: scheme('PostgreSQL', /^postgres(?:ql)?:\/\/./i, 'postgres://user@host:5432/database'),
  url_file: given(text),
  query: given(required('query')),
})
  .refine(...notBoth('url', 'url_file'))
  .refine(oneUrl, missing);

export const RedisProbe = fields({
  ...common,
  url: scheme('Redis', /^rediss?:\/\/./i, 'redis://host:6379'),
  url_file: given(text),
})
  .refine(...notBoth('url', 'url_file'))
  .refine(oneUrl, missing);
