import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { address, fields, flag, given, integer, notBoth, secret, text } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

export interface TelegramSettings {
  readonly apiUrl: string;
  readonly botToken: Secret;
  /** No secret, but it may stand in a file, and a file is read when it is used. */
  readonly chatId: Secret;
  readonly messageThreadId: number;
  /** A template; absent: our own words. */
  readonly message?: string | undefined;
  readonly disableNotifications: boolean;
  readonly parseMode: '' | 'HTML' | 'Markdown' | 'MarkdownV2';
  readonly http: HttpSettings;
}

const modes = ['', 'HTML', 'Markdown', 'MarkdownV2'] as const;
const modeOf = (written: string): TelegramSettings['parseMode'] | undefined =>
  modes.find((mode) => mode === written);

export const TelegramConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  api_url: given(address),
  bot_token: secret.optional(),
  bot_token_file: text.optional(),
  chat_id: integer.default(0),
  chat_id_file: text.optional(),
  message_thread_id: integer.default(0),
  message: text.optional(),
  disable_notifications: flag.default(false),
  parse_mode: text.default('HTML').refine((written) => modeOf(written) !== undefined, {
    message: 'parse_mode is HTML, Markdown, MarkdownV2 or empty',
  }),
})
  .refine(...notBoth('bot_token', 'bot_token_file'))
  .refine(({ chat_id: id, chat_id_file: file }) => Boolean(id) !== Boolean(file), {
    message: 'nothing or too much says which chat to tell: give chat_id or chat_id_file, one of them',
  });
export type TelegramConfig = z.output<typeof TelegramConfig>;

const tokenOf = (config: TelegramConfig, global: GlobalConfig, files: SecretFiles): Secret | undefined => {
  if (config.bot_token_file) return files.fromHere(config.bot_token_file);
  if (config.bot_token) return config.bot_token;
  const file = global.telegram_bot_token_file;
  return global.telegram_bot_token ?? (file ? files.fromHere(file) : undefined);
};

export const telegramFaults = (config: TelegramConfig, global: GlobalConfig): string[] =>
  config.bot_token || config.bot_token_file || global.telegram_bot_token || global.telegram_bot_token_file
    ? []
    : ['there is no bot for Telegram: add bot_token here, or telegram_bot_token in global'];

export const telegramSettings = (
  config: TelegramConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): TelegramSettings => ({
  apiUrl: config.api_url ?? global.telegram_api_url,
  botToken: tokenOf(config, global, files) ?? Secret.of(''),
  chatId: config.chat_id_file ? files.fromHere(config.chat_id_file) : Secret.of(String(config.chat_id)),
  messageThreadId: config.message_thread_id,
  message: config.message,
  disableNotifications: config.disable_notifications,
  parseMode: modeOf(config.parse_mode) ?? 'HTML',
  http: httpSettings(config.http_config, files),
});
