import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, flag, given, text } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';
import { oneWebhookUrl, webhookUrlFields, webhookUrlOf } from './webhook-url.ts';

/** Texts are templates; one left out is ours to write. */
export interface MsteamsSettings {
  readonly webhookUrl: Secret;
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  readonly text?: string | undefined;
  readonly http: HttpSettings;
}

export const MsteamsConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  ...webhookUrlFields,
  title: text.optional(),
  summary: text.optional(),
  text: text.optional(),
}).refine(...oneWebhookUrl);
export type MsteamsConfig = z.output<typeof MsteamsConfig>;

export const msteamsSettings = (
  config: MsteamsConfig,
  { files }: { readonly files: SecretFiles },
): MsteamsSettings => ({
  webhookUrl: webhookUrlOf(config, files),
  title: config.title,
  summary: config.summary,
  text: config.text,
  http: httpSettings(config.http_config, files),
});
