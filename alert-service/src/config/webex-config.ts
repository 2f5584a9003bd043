import type { z } from 'zod';
import { address, fields, flag, given, required, text } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

export interface WebexSettings {
  readonly apiUrl: string;
  /** A template. */
  readonly roomId: string;
  /** A template; absent: our own words. */
  readonly message?: string | undefined;
  /** Its authorization is the bot's token. */
  readonly http: HttpSettings;
}

export const WebexConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  api_url: given(address),
  message: text.optional(),
  room_id: required('room_id'),
}).refine(
  ({ http_config: http }) =>
    Boolean(http?.authorization) || Boolean(http?.bearer_token) || Boolean(http?.bearer_token_file),
  { message: 'nothing says who posts to Webex: add http_config.authorization.credentials, a bot’s token' },
);
export type WebexConfig = z.output<typeof WebexConfig>;

export const webexSettings = (
  config: WebexConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): WebexSettings => ({
  apiUrl: config.api_url ?? global.webex_api_url,
  roomId: config.room_id,
  message: config.message,
  http: httpSettings(config.http_config, files),
});
