import { z } from 'zod';
import { formatDuration } from '@tocsin/model';
import {
  address,
  fields,
  flag,
  given,
  length,
  Length,
  notBoth,
  orDefault,
  secret,
  secretUrl,
  text,
} from './fields.ts';
import { HttpConfig } from './http-config.ts';
import type { Reading } from './reading.ts';
import { Smarthost } from './smtp-fields.ts';
import { TlsClientConfig } from './tls-config.ts';

export const GlobalConfig = fields({
  resolve_timeout: orDefault(length, new Length(300_000, formatDuration)),
  http_config: given(HttpConfig),
  smtp_from: text.optional(),
  smtp_hello: text.default('localhost'),
  smtp_smarthost: Smarthost.optional(),
  smtp_auth_username: text.optional(),
  smtp_auth_password: secret.optional(),
  smtp_auth_password_file: text.optional(),
  smtp_auth_secret: secret.optional(),
  smtp_auth_secret_file: text.optional(),
  smtp_auth_identity: text.optional(),
  smtp_require_tls: flag.default(true),
  smtp_tls_config: given(TlsClientConfig),
  smtp_force_implicit_tls: flag.optional(),
  slack_api_url: secretUrl,
  slack_api_url_file: text.optional(),
  slack_app_token: secret.optional(),
  slack_app_token_file: text.optional(),
  slack_app_url: orDefault(address, 'https://slack.com/api/chat.postMessage'),
  pagerduty_url: orDefault(address, 'https://events.pagerduty.com/v2/enqueue'),
  opsgenie_api_url: orDefault(address, 'https://api.opsgenie.com/'),
  opsgenie_api_key: secret.optional(),
  opsgenie_api_key_file: text.optional(),
  telegram_api_url: orDefault(address, 'https://api.telegram.org'),
  telegram_bot_token: secret.optional(),
  telegram_bot_token_file: text.optional(),
  victorops_api_url: orDefault(address, 'https://alert.victorops.com/integrations/generic/20131114/alert/'),
  victorops_api_key: secret.optional(),
  victorops_api_key_file: text.optional(),
  webex_api_url: orDefault(address, 'https://webexapis.com/v1/messages'),
  rocketchat_api_url: orDefault(address, 'https://open.rocket.chat/'),
  rocketchat_token: secret.optional(),
  rocketchat_token_file: text.optional(),
  rocketchat_token_id: secret.optional(),
  rocketchat_token_id_file: text.optional(),
  jira_api_url: given(address),
  wechat_api_url: orDefault(address, 'https://qyapi.weixin.qq.com/cgi-bin/'),
  wechat_api_secret: secret.optional(),
  wechat_api_secret_file: text.optional(),
  wechat_api_corp_id: text.optional(),
  mattermost_webhook_url: secretUrl,
  mattermost_webhook_url_file: text.optional(),
})
  .refine(...notBoth('slack_app_token', 'slack_app_token_file'))
  .refine(...notBoth('slack_api_url', 'slack_api_url_file'))
  .refine((config) => !bothSlacks(config), {
    message:
      'a Slack app token and a Slack webhook address are both given: keep slack_app_token(_file) or slack_api_url(_file)',
  })
  .refine(...notBoth('opsgenie_api_key', 'opsgenie_api_key_file'))
  .refine(...notBoth('telegram_bot_token', 'telegram_bot_token_file'))
  .refine(...notBoth('victorops_api_key', 'victorops_api_key_file'))
  .refine(...notBoth('rocketchat_token', 'rocketchat_token_file'))
  .refine(...notBoth('rocketchat_token_id', 'rocketchat_token_id_file'))
  .refine(...notBoth('wechat_api_secret', 'wechat_api_secret_file'))
  .refine(...notBoth('mattermost_webhook_url', 'mattermost_webhook_url_file'))
  .refine(...notBoth('smtp_auth_password', 'smtp_auth_password_file'))
  .refine(...notBoth('smtp_auth_secret', 'smtp_auth_secret_file'));
export type GlobalConfig = z.output<typeof GlobalConfig>;

/** What an empty line means, where that is hardly what its writer thinks. */
const emptyMeans = {
  resolve_timeout: 'an empty resolve_timeout means 5m here, and 0 to Alertmanager: write a duration',
  smtp_require_tls:
    'an empty smtp_require_tls means false, so that mail may go out unencrypted: write true or false',
};
const Raw = z.record(z.string(), z.unknown()).catch({});

export const warnOfEmptyGlobals = (written: unknown, reading: Reading): void => {
  const raw = Raw.parse(written);
  for (const [field, message] of Object.entries(emptyMeans))
    if (raw[field] === null) reading.warn(['global', field], message);
};

interface SlackDefaults {
  readonly slack_app_token?: unknown;
  readonly slack_app_token_file?: string | undefined;
  readonly slack_api_url?: { reveal(): string } | undefined;
  readonly slack_api_url_file?: string | undefined;
  readonly slack_app_url: string;
}

/** Upstream lets both stand where the address is the app's own, as a way out that people used before app tokens. */
function bothSlacks(config: SlackDefaults): boolean {
  const app = Boolean(config.slack_app_token) || Boolean(config.slack_app_token_file);
  const webhook = Boolean(config.slack_api_url) || Boolean(config.slack_api_url_file);
  return app && webhook && config.slack_api_url?.reveal() !== config.slack_app_url;
}
