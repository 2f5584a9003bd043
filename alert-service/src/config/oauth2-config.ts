import { z } from 'zod';
import { Secret } from '#lib/secret';
import { fields, given, listOf, notBoth, orElse, secret, text, texts } from './fields.ts';
import type { AssertionSettings, OAuth2Settings } from './http-settings.ts';
import { plainData } from './plain-data.ts';
import { proxyFields, proxyRules, proxySettings } from './proxy-config.ts';
import type { SecretFiles } from './secret-files.ts';
import { noSecretManager } from './secret-ref.ts';
import { TlsClientConfig, tlsClientSettings } from './tls-config.ts';

export const byAssertion = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const algorithms = ['RS256', 'RS384', 'RS512'] as const;
const isAddress = (written: string): boolean => /^https?:\/\/[^/?#]/i.test(written) && URL.canParse(written);

const Fields = fields({
  client_id: text.optional(),
  client_secret: secret.optional(),
  client_secret_file: text.optional(),
  client_secret_ref: noSecretManager('client_secret'),
  client_certificate_key_id: text.optional(),
  client_certificate_key: secret.optional(),
  client_certificate_key_file: text.optional(),
  client_certificate_key_ref: noSecretManager('client_certificate_key'),
  grant_type: text.optional(),
  signature_algorithm: text.optional(),
  iss: text.optional(),
  audience: text.optional(),
  claims: orElse(z.record(z.string(), z.unknown(), { error: 'expected names with values' }), {}).transform(
    plainData,
  ),
  scopes: orElse(listOf(text, 'scopes'), []),
  token_url: text.optional(),
  endpoint_params: orElse(texts, {}),
  tls_config: given(TlsClientConfig),
  ...proxyFields,
});

export const OAuth2Config = Fields.refine(({ client_id: id }) => Boolean(id), {
  message: 'oauth2 needs to know who we are: add client_id',
})
  .refine(({ token_url: url }) => isAddress(url ?? ''), {
    message: 'oauth2 needs the address that gives tokens: add token_url, beginning with http:// or https://',
    path: ['token_url'],
  })
  .refine(
    (config) =>
      config.grant_type === byAssertion || notBoth('client_secret', 'client_secret_file')[0](config),
    {
      message: 'client_secret and client_secret_file are both given: keep one',
      path: ['client_secret_file'],
    },
  )
  .refine(
    (config) =>
      config.grant_type !== byAssertion ||
      notBoth('client_certificate_key', 'client_certificate_key_file')[0](config),
    {
      message: 'client_certificate_key and client_certificate_key_file are both given: keep one',
      path: ['client_certificate_key_file'],
    },
  )
  .refine(
    ({ grant_type: grant, signature_algorithm: algorithm }) =>
      grant !== byAssertion || !algorithm || algorithms.some((known) => known === algorithm),
    { message: `expected one of ${algorithms.join(', ')}`, path: ['signature_algorithm'] },
  )
  .superRefine((config, context) => {
    for (const [holds, { message, path }] of proxyRules)
      if (!holds(config)) context.addIssue({ code: 'custom', message, path });
  });
export type OAuth2Config = z.output<typeof OAuth2Config>;

const either = (
  value: Secret | undefined,
  file: string | undefined,
  files: Pick<SecretFiles, 'besideConfig'>,
): Secret => value ?? (file ? files.besideConfig(file) : Secret.of(''));

const assertion = (config: OAuth2Config): AssertionSettings => ({
  algorithm: algorithms.find((known) => known === config.signature_algorithm) ?? 'RS256',
  issuer: config.iss || (config.client_id ?? ''),
  audience: config.audience || (config.token_url ?? ''),
  ...(config.client_certificate_key_id && { keyId: config.client_certificate_key_id }),
  claims: config.claims,
});

/** Any grant but an assertion is that of client credentials, as upstream has it. */
export const oauth2Settings = (
  config: OAuth2Config,
  files: Pick<SecretFiles, 'besideConfig'>,
): OAuth2Settings => {
  const signed = config.grant_type === byAssertion;
  const tls = tlsClientSettings(config.tls_config, files);
  const proxy = proxySettings(config);
  return {
    clientId: config.client_id ?? '',
    secret: signed
      ? either(config.client_certificate_key, config.client_certificate_key_file, files)
      : either(config.client_secret, config.client_secret_file, files),
    tokenUrl: config.token_url ?? '',
    scopes: config.scopes,
    endpointParams: config.endpoint_params,
    ...(signed && { assertion: assertion(config) }),
    ...(tls && { tls }),
    ...(proxy && { proxy }),
  };
};
