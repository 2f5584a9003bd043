import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, flag, given, text } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';
import { oneWebhookUrl, webhookUrlFields, webhookUrlOf } from './webhook-url.ts';

/** Texts are templates; one left out is ours to write. */
export interface DiscordSettings {
  readonly webhookUrl: Secret;
  readonly content?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  readonly username?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly http: HttpSettings;
}

export const DiscordConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  ...webhookUrlFields,
  content: text.optional(),
  title: text.optional(),
  message: text.optional(),
  username: text.optional(),
  avatar_url: text.optional(),
}).refine(...oneWebhookUrl);
export type DiscordConfig = z.output<typeof DiscordConfig>;

export const discordSettings = (
  config: DiscordConfig,
  { files }: { readonly files: SecretFiles },
): DiscordSettings => ({
  webhookUrl: webhookUrlOf(config, files),
  content: config.content,
  title: config.title,
  message: config.message,
  username: config.username,
  avatarUrl: config.avatar_url,
  http: httpSettings(config.http_config, files),
});
