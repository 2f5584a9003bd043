import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { address, fields, given, notBoth, secret, text } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { HttpSettings } from './http-settings.ts';
import type { SecretFiles } from './secret-files.ts';

/** `telegram:` of tocsin.yml: the bot that pages people and takes what they press. */
export interface TelegramBotSettings {
  readonly botToken: Secret;
  /** With it Telegram calls us; without it we ask Telegram. */
  readonly webhookSecret?: Secret;
  readonly apiUrl: string;
  readonly http: HttpSettings;
}

const TelegramBotFields = fields({
  bot_token: secret.optional(),
  bot_token_file: text.optional(),
  webhook_secret: secret.optional(),
  webhook_secret_file: text.optional(),
  api_url: address.optional(),
  http_config: given(HttpConfig),
})
  .refine(...notBoth('bot_token', 'bot_token_file'))
  .refine(...notBoth('webhook_secret', 'webhook_secret_file'))
  .refine((one) => Boolean(one.bot_token) || Boolean(one.bot_token_file), {
    message: 'Telegram needs the token of the bot: add bot_token_file, or bot_token',
  })
  // https://core.telegram.org/bots/api#setwebhook
  .refine(({ webhook_secret: own }) => own === undefined || /^[\w-]{16,256}$/.test(own.reveal()), {
    message: 'webhook_secret is 16 to 256 letters, digits, _ and -: make one with `openssl rand -hex 24`',
    path: ['webhook_secret'],
  });

/** For the field `telegram`. */
export const telegramBot = given(TelegramBotFields);

export const telegramBotSettings = (
  written: z.output<typeof telegramBot>,
  files: SecretFiles,
): TelegramBotSettings | undefined => {
  if (!written) return undefined;
  const file = written.webhook_secret_file;
  const webhookSecret = written.webhook_secret ?? (file ? files.besideConfig(file) : undefined);
  return {
    botToken: written.bot_token ?? files.besideConfig(written.bot_token_file ?? ''),
    ...(webhookSecret && { webhookSecret }),
    apiUrl: (written.api_url ?? 'https://api.telegram.org').replace(/\/+$/, ''),
    http: httpSettings(written.http_config, files),
  };
};
