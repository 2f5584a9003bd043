import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { fields, flag, given, notBoth, notYet, secret, text } from './fields.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

const Authorization = fields({
  type: text.optional(),
  credentials: secret.optional(),
  credentials_file: text.optional(),
  credentials_ref: notYet('credentials_ref'),
})
  .refine(...notBoth('credentials', 'credentials_file'))
  .refine(({ type }) => type?.trim().toLowerCase() !== 'basic', {
    message: 'the type cannot be basic: use basic_auth instead',
    path: ['type'],
  });

const BasicAuth = fields({
  username: text.optional(),
  username_file: text.optional(),
  username_ref: notYet('username_ref'),
  password: secret.optional(),
  password_file: text.optional(),
  password_ref: notYet('password_ref'),
})
  .refine(...notBoth('username', 'username_file'))
  .refine(...notBoth('password', 'password_file'));

/** The part of Prometheus' HTTP client configuration that we can do; the rest is refused by name. */
const HttpFields = fields({
  authorization: given(Authorization),
  basic_auth: given(BasicAuth),
  bearer_token: secret.optional(),
  bearer_token_file: text.optional(),
  follow_redirects: flag.default(true),
  // We speak HTTP/1.1, which every server of HTTP/2 speaks too: nothing to switch.
  enable_http2: flag.default(true),
  oauth2: notYet('oauth2'),
  tls_config: notYet('tls_config in http_config'),
  http_headers: notYet('http_headers'),
  proxy_url: notYet('proxy_url'),
  no_proxy: notYet('no_proxy'),
  proxy_from_environment: notYet('proxy_from_environment'),
  proxy_connect_header: notYet('proxy_connect_header'),
});

type Ways = Pick<
  z.output<typeof HttpFields>,
  'authorization' | 'basic_auth' | 'bearer_token' | 'bearer_token_file'
>;
const ways = (config: Ways): number =>
  [config.authorization, config.basic_auth, config.bearer_token, config.bearer_token_file].filter(Boolean)
    .length;

export const HttpConfig = HttpFields.refine((config) => ways(config) <= 1, {
  message: 'only one of authorization, basic_auth, bearer_token and bearer_token_file can be given: keep one',
});
export type HttpConfig = z.output<typeof HttpConfig>;

/** What the whole file's default may hold for now: nothing that changes a request. */
export const GlobalHttpConfig = HttpConfig.refine((config) => ways(config) === 0, {
  message:
    'authorization in the global http_config is not supported yet: write it in each receiver that needs it',
});

const either = (
  value: Secret | undefined,
  file: string | undefined,
  files: SecretFiles,
): Secret | undefined => value ?? (file ? files.besideConfig(file) : undefined);

const none = Secret.of('');

/** A bearer token is an authorization, as upstream has it. */
export const httpSettings = (config: HttpConfig | undefined, files: SecretFiles): HttpSettings => {
  const { authorization, basic_auth: basic } = config ?? {};
  const credentials =
    either(authorization?.credentials, authorization?.credentials_file, files) ??
    either(config?.bearer_token, config?.bearer_token_file, files);
  return {
    followRedirects: config?.follow_redirects ?? true,
    ...(credentials && { authorization: { type: authorization?.type?.trim() || 'Bearer', credentials } }),
    ...(basic && {
      basicAuth: {
        username: basic.username_file
          ? files.besideConfig(basic.username_file)
          : Secret.of(basic.username ?? ''),
        password: either(basic.password, basic.password_file, files) ?? none,
      },
    }),
  };
};
