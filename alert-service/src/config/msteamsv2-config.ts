import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, flag, given, text } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';
import { oneWebhookUrl, webhookUrlFields, webhookUrlOf } from './webhook-url.ts';

/** Texts are templates; one left out is ours to write. */
export interface Msteamsv2Settings {
  readonly webhookUrl: Secret;
  readonly title?: string | undefined;
  readonly text?: string | undefined;
  readonly http: HttpSettings;
}

export const Msteamsv2Config = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  ...webhookUrlFields,
  title: text.optional(),
  text: text.optional(),
}).refine(...oneWebhookUrl);
export type Msteamsv2Config = z.output<typeof Msteamsv2Config>;

export const msteamsv2Settings = (
  config: Msteamsv2Config,
  { files }: { readonly files: SecretFiles },
): Msteamsv2Settings => ({
  webhookUrl: webhookUrlOf(config, files),
  title: config.title,
  text: config.text,
  http: httpSettings(config.http_config, files),
});
