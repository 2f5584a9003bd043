import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { fields, flag, given, notBoth, secret, text } from './fields.ts';
import type { TlsClientSettings, TlsVersion } from './http-settings.ts';
import type { SecretFiles } from './secret-files.ts';
import { noSecretManager } from './secret-ref.ts';

const versions: Readonly<Record<string, TlsVersion>> = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
};
const order = Object.keys(versions);

export const tlsVersion = text.refine((written) => order.includes(written), {
  message: `expected a version of TLS: ${order.join(', ')}`,
});
export const tlsVersionOf = (written: string | undefined): TlsVersion | undefined =>
  written === undefined ? undefined : versions[written];

/** Prometheus' TLS for clients: whom we trust, and who we are. */
export const TlsClientConfig = fields({
  ca: text.optional(),
  ca_file: text.optional(),
  ca_ref: noSecretManager('ca'),
  cert: text.optional(),
  cert_file: text.optional(),
  cert_ref: noSecretManager('cert'),
  key: secret.optional(),
  key_file: text.optional(),
  key_ref: noSecretManager('key'),
  server_name: text.optional(),
  insecure_skip_verify: flag.default(false),
  min_version: given(tlsVersion),
  max_version: given(tlsVersion),
})
  .refine(...notBoth('ca', 'ca_file'))
  .refine(...notBoth('cert', 'cert_file'))
  .refine(...notBoth('key', 'key_file'))
  .refine((config) => hasCert(config) === hasKey(config), {
    message: 'a client certificate needs its key, and a key its certificate: give cert(_file) and key(_file)',
  })
  .refine(
    ({ min_version: min, max_version: max }) => !(min && max && order.indexOf(min) > order.indexOf(max)),
    {
      message: 'max_version is older than min_version: no connection could ever be made',
      path: ['max_version'],
    },
  );
export type TlsClientConfig = z.output<typeof TlsClientConfig>;

interface Pair {
  readonly cert?: string | undefined;
  readonly cert_file?: string | undefined;
  readonly key?: Secret | undefined;
  readonly key_file?: string | undefined;
}
function hasCert({ cert, cert_file: file }: Pair): boolean {
  return Boolean(cert) || Boolean(file);
}
function hasKey({ key, key_file: file }: Pair): boolean {
  return Boolean(key) || Boolean(file);
}

/** Nothing where nothing differs from a plain client. */
export const tlsClientSettings = (
  config: TlsClientConfig | undefined,
  files: Pick<SecretFiles, 'besideConfig'>,
): TlsClientSettings | undefined => {
  if (config === undefined) return undefined;
  const ca = config.ca
    ? Secret.of(config.ca)
    : config.ca_file
      ? files.besideConfig(config.ca_file)
      : undefined;
  const cert = config.cert
    ? Secret.of(config.cert)
    : config.cert_file
      ? files.besideConfig(config.cert_file)
      : undefined;
  const key = config.key ?? (config.key_file ? files.besideConfig(config.key_file) : undefined);
  const minVersion = tlsVersionOf(config.min_version);
  const maxVersion = tlsVersionOf(config.max_version);
  return {
    insecureSkipVerify: config.insecure_skip_verify,
    ...(config.server_name && { serverName: config.server_name }),
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(minVersion && { minVersion }),
    ...(maxVersion && { maxVersion }),
  };
};
