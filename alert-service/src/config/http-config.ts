import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { fields, flag, given, notBoth, secret, text } from './fields.ts';
import { headerSettings, HttpHeaders } from './http-headers-config.ts';
import type { HttpSettings } from './http-settings.ts';
import { OAuth2Config, oauth2Settings } from './oauth2-config.ts';
import { type ProxyConfig, proxyFields, proxyRules, proxySettings } from './proxy-config.ts';
import type { SecretFiles } from './secret-files.ts';
import { noSecretManager } from './secret-ref.ts';
import { TlsClientConfig, tlsClientSettings } from './tls-config.ts';

const Authorization = fields({
  type: text.optional(),
  credentials: secret.optional(),
  credentials_file: text.optional(),
  credentials_ref: noSecretManager('credentials'),
})
  .refine(...notBoth('credentials', 'credentials_file'))
  .refine(({ type }) => type?.trim().toLowerCase() !== 'basic', {
    message: 'the type cannot be basic: use basic_auth instead',
    path: ['type'],
  });

const BasicAuth = fields({
  username: text.optional(),
  username_file: text.optional(),
  username_ref: noSecretManager('username'),
  password: secret.optional(),
  password_file: text.optional(),
  password_ref: noSecretManager('password'),
})
  .refine(...notBoth('username', 'username_file'))
  .refine(...notBoth('password', 'password_file'));

/** Prometheus' configuration of an HTTP client: by itself, or among the fields of whom it asks. */
export const httpShape = {
  authorization: given(Authorization),
  basic_auth: given(BasicAuth),
  oauth2: given(OAuth2Config),
  bearer_token: secret.optional(),
  bearer_token_file: text.optional(),
  tls_config: given(TlsClientConfig),
  follow_redirects: flag.default(true),
  // We speak HTTP/1.1, which every server of HTTP/2 speaks too: nothing to switch.
  enable_http2: flag.default(true),
  http_headers: given(HttpHeaders),
  ...proxyFields,
};
const HttpFields = fields(httpShape);

type Ways = Pick<
  z.output<typeof HttpFields>,
  'authorization' | 'basic_auth' | 'oauth2' | 'bearer_token' | 'bearer_token_file'
>;
const ways = (config: Ways): number =>
  [
    config.authorization,
    config.basic_auth,
    config.oauth2,
    config.bearer_token,
    config.bearer_token_file,
  ].filter(Boolean).length;

/** For `superRefine`, wherever these fields stand. */
export const httpRules = (config: Ways & ProxyConfig, context: z.RefinementCtx): void => {
  if (ways(config) > 1)
    context.addIssue({
      code: 'custom',
      message:
        'only one of authorization, basic_auth, oauth2, bearer_token and bearer_token_file can be given: keep one',
    });
  for (const [holds, { message, path }] of proxyRules)
    if (!holds(config)) context.addIssue({ code: 'custom', message, path });
};

export const HttpConfig = HttpFields.superRefine(httpRules);
export type HttpConfig = z.output<typeof HttpConfig>;

const either = (
  value: Secret | undefined,
  file: string | undefined,
  files: SecretFiles,
): Secret | undefined => value ?? (file ? files.besideConfig(file) : undefined);

const none = Secret.of('');

/** Without credentials the type alone is sent, as upstream does; a bearer token is an authorization. */
const authorizationOf = (
  config: HttpConfig,
  files: SecretFiles,
): HttpSettings['authorization'] | undefined => {
  const { authorization } = config;
  if (authorization) {
    const credentials = either(authorization.credentials, authorization.credentials_file, files) ?? none;
    return { type: authorization.type?.trim() || 'Bearer', credentials };
  }
  const token = either(config.bearer_token, config.bearer_token_file, files);
  return token && { type: 'Bearer', credentials: token };
};

const basicAuthOf = (
  { basic_auth: basic }: HttpConfig,
  files: SecretFiles,
): HttpSettings['basicAuth'] | undefined =>
  basic && {
    username: basic.username_file ? files.besideConfig(basic.username_file) : Secret.of(basic.username ?? ''),
    password: either(basic.password, basic.password_file, files) ?? none,
  };

/** The integration's own, else the whole file's: never a mixture. */
export const inheritedHttp = <Config extends { readonly http_config?: HttpConfig | undefined }>(
  config: Config,
  global: { readonly http_config?: HttpConfig | undefined },
): Config =>
  config.http_config || !global.http_config ? config : { ...config, http_config: global.http_config };

/** Upstream's exception for Microsoft Teams' workflows: they take the global proxy along where they name none. */
export const inheritedProxy = <Config extends { readonly http_config?: HttpConfig | undefined }>(
  config: Config,
  global: { readonly http_config?: HttpConfig | undefined },
): Config => {
  const proxy = global.http_config?.proxy_url;
  const own = config.http_config;
  return own && !own.proxy_url && !own.proxy_from_environment && proxy
    ? { ...config, http_config: { ...own, proxy_url: proxy } }
    : config;
};

export const httpSettings = (config: HttpConfig | undefined, files: SecretFiles): HttpSettings => {
  if (!config) return { followRedirects: true };
  const authorization = authorizationOf(config, files);
  const basicAuth = basicAuthOf(config, files);
  const headers = headerSettings(config.http_headers, files);
  const tls = tlsClientSettings(config.tls_config, files);
  const proxy = proxySettings(config);
  return {
    followRedirects: config.follow_redirects,
    ...(authorization && { authorization }),
    ...(basicAuth && { basicAuth }),
    ...(config.oauth2 && { oauth2: oauth2Settings(config.oauth2, files) }),
    ...(headers.length > 0 && { headers }),
    ...(tls && { tls }),
    ...(proxy && { proxy }),
  };
};
