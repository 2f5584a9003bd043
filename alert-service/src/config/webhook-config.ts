import { z } from 'zod';
import { fields, flag, given, secretAddress, text, timeout, timeoutMs, whole } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import { plainValue } from './plain-data.ts';
import type { SecretFiles } from './secret-files.ts';
import type { WebhookSettings } from './settings.ts';

export const WebhookConfig = fields({
  send_resolved: flag.default(true),
  url: secretAddress,
  url_file: text.optional(),
  max_alerts: whole.default(0),
  timeout: timeout.optional(),
  http_config: given(HttpConfig),
  payload: given(z.unknown().transform(plainValue)),
}).refine(({ url, url_file: file }) => Boolean(url) !== Boolean(file), {
  message: 'a webhook needs its address: give url or url_file, one of them',
});
export type WebhookConfig = z.output<typeof WebhookConfig>;

export const webhookSettings = (config: WebhookConfig, files: SecretFiles): WebhookSettings => ({
  url: config.url ?? files.fromHere(config.url_file ?? ''),
  maxAlerts: config.max_alerts,
  ...timeoutMs(config.timeout),
  ...(config.payload !== undefined && { payload: config.payload }),
  http: httpSettings(config.http_config, files),
});
