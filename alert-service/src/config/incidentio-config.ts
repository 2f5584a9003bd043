import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { address, fields, flag, given, notBoth, secret, text, timeout, timeoutMs, whole } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

export interface IncidentioSettings {
  /** Not secret, but it may stand in a file. */
  readonly url: Secret;
  /** 0: all. */
  readonly maxAlerts: number;
  readonly timeoutMs?: number;
  /** The alert source's token is its authorization. */
  readonly http: HttpSettings;
}

export const IncidentioConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  url: given(address),
  url_file: text.optional(),
  alert_source_token: secret.optional(),
  alert_source_token_file: text.optional(),
  max_alerts: whole.default(0),
  timeout: timeout.optional(),
})
  .refine(({ url, url_file: file }) => Boolean(url) !== Boolean(file), {
    message: 'nothing or too much says where incident.io takes alerts: give url or url_file, one of them',
  })
  .refine(...notBoth('alert_source_token', 'alert_source_token_file'))
  .refine((config) => !(hasToken(config) && isAuthorized(config)), {
    message: 'a token and http_config.authorization are both given: keep one',
  })
  // Without any http_config upstream asks for no token: an address may hold it.
  .refine((config) => config.http_config === undefined || hasToken(config) || isAuthorized(config), {
    message: 'nothing says who tells incident.io: add alert_source_token, or http_config.authorization',
  });
export type IncidentioConfig = z.output<typeof IncidentioConfig>;

interface Ways {
  readonly alert_source_token?: Secret | undefined;
  readonly alert_source_token_file?: string | undefined;
  readonly http_config?: HttpConfig | undefined;
}
function hasToken({ alert_source_token: token, alert_source_token_file: file }: Ways): boolean {
  return Boolean(token) || Boolean(file);
}
function isAuthorized({ http_config: http }: Ways): boolean {
  return Boolean(http?.authorization) || Boolean(http?.bearer_token) || Boolean(http?.bearer_token_file);
}

export const incidentioSettings = (
  config: IncidentioConfig,
  { files }: { readonly files: SecretFiles },
): IncidentioSettings => {
  const file = config.alert_source_token_file;
  const credentials = config.alert_source_token ?? (file ? files.fromHere(file) : undefined);
  return {
    url: config.url === undefined ? files.fromHere(config.url_file ?? '') : Secret.of(config.url),
    maxAlerts: config.max_alerts,
    ...timeoutMs(config.timeout),
    http: {
      ...httpSettings(config.http_config, files),
      ...(credentials && { authorization: { type: 'Bearer', credentials } }),
    },
  };
};
