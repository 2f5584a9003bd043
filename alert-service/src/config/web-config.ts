import path from 'node:path';
import { z } from 'zod';
import { Secret } from '#lib/secret';
import { fields, flag, given, listOf, orElse, secret, text, texts, timeout, whole } from './fields.ts';
import type { TlsVersion } from './http-settings.ts';
import { createReading } from './reading.ts';
import { tlsVersion, tlsVersionOf } from './tls-config.ts';
import { ciphers, curves } from './web-ciphers.ts';
import { readYaml } from './yaml-file.ts';

type ClientAuth = 'none' | 'request' | 'require-any' | 'verify-if-given' | 'require-and-verify';

/** TLS of the web server. Certificates are texts in PEM, read from their files at each handshake. */
export interface WebTls {
  readonly cert: Secret;
  readonly key: Secret;
  readonly clientAuth: ClientAuth;
  readonly clientCa?: Secret;
  /** Absent: any that the authority vouches for. */
  readonly clientAllowedSans?: readonly string[];
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** In OpenSSL's words. */
  readonly ciphers?: string;
  readonly curves?: string;
}

/** What `--web.config.file` says: the web configuration of Prometheus' exporter toolkit. */
export interface WebConfig {
  readonly tls?: WebTls;
  /** Names with bcrypt hashes; none: everybody may come in. */
  readonly users: ReadonlyMap<string, Secret>;
  readonly headers: Readonly<Record<string, string>>;
  readonly rateLimit?: { readonly burst: number; readonly intervalMs: number };
}

const clientAuths: Readonly<Record<string, ClientAuth>> = {
  '': 'none',
  NoClientCert: 'none',
  RequestClientCert: 'request',
  RequireAnyClientCert: 'require-any',
  RequireClientCert: 'require-any',
  VerifyClientCertIfGiven: 'verify-if-given',
  RequireAndVerifyClientCert: 'require-and-verify',
};
const clientAuthNames = Object.keys(clientAuths).filter(Boolean);

const oneOf = (known: readonly string[], what: string) =>
  text.refine((written) => known.includes(written), { message: `expected ${what}: ${known.join(', ')}` });

const TlsServerConfig = fields({
  cert: text.optional(),
  cert_file: text.optional(),
  key: secret.optional(),
  key_file: text.optional(),
  client_ca: text.optional(),
  client_ca_file: text.optional(),
  client_auth_type: given(oneOf([...clientAuthNames, ''], 'one of')),
  client_allowed_sans: given(listOf(text, 'names')),
  cipher_suites: orElse(listOf(oneOf(Object.keys(ciphers), 'a cipher suite'), 'cipher suites'), []),
  curve_preferences: orElse(listOf(oneOf(Object.keys(curves), 'a curve'), 'curves'), []),
  min_version: given(tlsVersion),
  max_version: given(tlsVersion),
  prefer_server_cipher_suites: flag.optional(),
}).superRefine((config, context) => {
  const wrong = (message: string, field: string): void =>
    context.addIssue({ code: 'custom', message, path: [field] });
  const any = [
    config.cert,
    config.cert_file,
    config.key,
    config.key_file,
    config.client_ca,
    config.client_ca_file,
  ];
  if (![...any, config.client_auth_type].some(Boolean)) return;
  if (!config.cert && !config.cert_file) wrong('TLS needs a certificate: add cert_file', 'cert_file');
  if (!config.key && !config.key_file)
    wrong('TLS needs the key of its certificate: add key_file', 'key_file');
  const authority = config.client_ca || config.client_ca_file;
  const auth = clientAuths[config.client_auth_type ?? ''];
  if (authority && auth === 'none')
    wrong(
      'client_ca is there, but no client is asked for a certificate: add client_auth_type',
      'client_auth_type',
    );
});
type TlsServerConfig = z.output<typeof TlsServerConfig>;

/** Those that may be set, with the values they may have. */
const headerValues: Readonly<Record<string, readonly string[]>> = {
  'Strict-Transport-Security': [],
  'X-Content-Type-Options': ['nosniff'],
  'X-Frame-Options': ['deny', 'sameorigin'],
  'X-XSS-Protection': [],
  'Content-Security-Policy': [],
};

const ServerHeaders = texts.superRefine((headers, context) => {
  for (const [name, value] of Object.entries(headers)) {
    const allowed = headerValues[name];
    const message = !allowed
      ? `the header ${name} cannot be set here, only ${Object.keys(headerValues).join(', ')}`
      : `expected ${allowed.join(' or ')}`;
    if (!allowed || (allowed.length > 0 && !allowed.includes(value)))
      context.addIssue({ code: 'custom', message, path: [name] });
  }
});

const isHash = (written: string): boolean => {
  const [, cost = ''] = /^\$2[aby]?\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(written) ?? [];
  return Number(cost) >= 4 && Number(cost) <= 31;
};
const Hash = text
  .refine(isHash, {
    message: 'expected a bcrypt hash, as `htpasswd -nBC 10 NAME` prints after the colon',
    abort: true,
  })
  .transform((written) => Secret.of(written));

const WebFile = fields({
  tls_server_config: given(TlsServerConfig),
  http_server_config: given(fields({ http2: flag.optional(), headers: orElse(ServerHeaders, {}) })),
  rate_limit: given(fields({ burst: whole.default(0), interval: timeout.optional() })),
  basic_auth_users: orElse(
    z.record(z.string(), Hash, { error: 'expected names, each with the bcrypt hash of a password' }),
    {},
  ),
});

export interface WebSource {
  readonly file: string;
  readonly text: string;
  readonly readFile: (file: string) => string;
}

/** Throws InvalidConfiguration. */
export const readWebConfig = ({ file, text: written, readFile }: WebSource): WebConfig => {
  const yaml = readYaml(file, written);
  const reading = createReading(yaml, 'fallback');
  const config = reading.check(WebFile, yaml.value ?? {}, []);
  reading.end();
  if (!config) throw new Error('a problem of this file was not noted');
  const tls = config.tls_server_config && webTls(config.tls_server_config, file, readFile);
  const intervalMs = config.rate_limit?.interval?.ms ?? 0;
  return {
    ...(tls && { tls }),
    users: new Map(Object.entries(config.basic_auth_users)),
    headers: config.http_server_config?.headers ?? {},
    ...(intervalMs > 0 && { rateLimit: { burst: config.rate_limit?.burst ?? 0, intervalMs } }),
  };
};

function webTls(config: TlsServerConfig, file: string, readFile: WebSource['readFile']): WebTls | undefined {
  const fromFile = (name: string | undefined): Secret | undefined =>
    name ? Secret.fromFile(path.resolve(path.dirname(file), name), readFile) : undefined;
  const inline = (value: string | undefined): Secret | undefined => (value ? Secret.of(value) : undefined);
  // As upstream: a file goes before a text.
  const cert = fromFile(config.cert_file) ?? inline(config.cert);
  const key = fromFile(config.key_file) ?? config.key;
  if (!cert || !key) return undefined;
  const clientCa = fromFile(config.client_ca_file) ?? inline(config.client_ca);
  const named = config.cipher_suites.flatMap((name) => ciphers[name] ?? []);
  return {
    cert,
    key,
    clientAuth: clientAuths[config.client_auth_type ?? ''] ?? 'none',
    ...(clientCa && { clientCa }),
    ...(config.client_allowed_sans && { clientAllowedSans: config.client_allowed_sans }),
    minVersion: tlsVersionOf(config.min_version) ?? 'TLSv1.2',
    maxVersion: tlsVersionOf(config.max_version) ?? 'TLSv1.3',
    ...(named.length > 0 && { ciphers: [...new Set([...always, ...named])].join(':') }),
    ...(config.curve_preferences.length > 0 && {
      curves: config.curve_preferences.flatMap((name) => curves[name] ?? []).join(':'),
    }),
  };
}

/** Go lets nobody choose among those of TLS 1.3. */
const always = Object.entries(ciphers).flatMap(([name, cipher]) => (name === cipher ? [cipher] : []));
