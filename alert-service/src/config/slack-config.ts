import type { z } from 'zod';
import { Secret } from '#lib/secret';
import {
  address,
  fields,
  flag,
  given,
  listOf,
  notBoth,
  orElse,
  secret,
  secretUrl,
  text,
  timeout,
  timeoutMs,
} from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { SlackSettings } from './settings.ts';
import { actionList, fieldList, slackAction, slackField } from './slack-fields.ts';

export const slackMethod = 'https://slack.com/api/chat.postMessage';

const Http = HttpConfig.refine(
  ({ authorization }) => (authorization?.type?.trim() || 'Bearer').toLowerCase() === 'bearer',
  {
    message: 'Slack takes tokens of type Bearer only: take the type out',
    path: ['authorization', 'type'],
  },
);

/** Texts that are handed over as they are, with the name that settings have for them. */
const wordings = [
  ['channel', 'channel'],
  ['username', 'username'],
  ['color', 'color'],
  ['title', 'title'],
  ['title_link', 'titleLink'],
  ['pretext', 'pretext'],
  ['text', 'text'],
  ['message_text', 'messageText'],
  ['fallback', 'fallback'],
  ['footer', 'footer'],
  ['callback_id', 'callbackId'],
  ['icon_emoji', 'iconEmoji'],
  ['icon_url', 'iconUrl'],
  ['image_url', 'imageUrl'],
  ['thumb_url', 'thumbUrl'],
] as const;

export const SlackConfig = fields({
  send_resolved: flag.default(false),
  api_url: secretUrl,
  api_url_file: text.optional(),
  app_token: secret.optional(),
  app_token_file: text.optional(),
  app_url: given(address),
  http_config: given(Http),
  channel: text.optional(),
  username: text.optional(),
  color: text.optional(),
  title: text.optional(),
  title_link: text.optional(),
  pretext: text.optional(),
  text: text.optional(),
  message_text: text.optional(),
  fallback: text.optional(),
  footer: text.optional(),
  callback_id: text.optional(),
  icon_emoji: text.optional(),
  icon_url: text.optional(),
  image_url: text.optional(),
  thumb_url: text.optional(),
  fields: orElse(fieldList, []),
  actions: orElse(actionList, []),
  mrkdwn_in: orElse(listOf(text, 'texts'), []),
  short_fields: flag.default(false),
  link_names: flag.default(false),
  update_message: flag.default(false),
  timeout: timeout.optional(),
})
  .refine(...notBoth('api_url', 'api_url_file'))
  .refine(...notBoth('app_token', 'app_token_file'))
  .refine((config) => !(hasWebhook(config) && hasToken(config)), {
    message: 'a webhook address and an app token are both given: keep api_url(_file) or app_token(_file)',
  })
  .refine((config) => !config.update_message || config.api_url?.reveal() === slackMethod, {
    message: `update_message works with a bot token only: set api_url to ${slackMethod} and the token in http_config.authorization.credentials`,
    path: ['update_message'],
  });
export type SlackConfig = z.output<typeof SlackConfig>;

interface Ways {
  readonly api_url?: Secret | undefined;
  readonly api_url_file?: string | undefined;
  readonly app_token?: Secret | undefined;
  readonly app_token_file?: string | undefined;
}
function hasWebhook(config: Ways): boolean {
  return Boolean(config.api_url) || Boolean(config.api_url_file);
}
function hasToken(config: Ways): boolean {
  return Boolean(config.app_token) || Boolean(config.app_token_file);
}

const isAuthorized = (http: HttpConfig): boolean =>
  Boolean(http.authorization) || Boolean(http.bearer_token) || Boolean(http.bearer_token_file);
const authorized = ({ http_config: http }: SlackConfig): boolean => http !== undefined && isAuthorized(http);

/** The app token that goes: its own, or the global one where nothing of its own says how to reach Slack. */
const token = (config: SlackConfig, global: GlobalConfig, files: SecretFiles): Secret | undefined => {
  if (config.app_token) return config.app_token;
  if (config.app_token_file) return files.besideConfig(config.app_token_file);
  if (authorized(config) || config.api_url) return undefined;
  if (global.slack_app_token) return global.slack_app_token;
  return global.slack_app_token_file ? files.besideConfig(global.slack_app_token_file) : undefined;
};

const webhook = (config: SlackConfig, global: GlobalConfig, files: SecretFiles): Secret | undefined => {
  if (config.api_url) return config.api_url;
  if (config.api_url_file) return files.fromHere(config.api_url_file);
  if (global.slack_api_url) return global.slack_api_url;
  return global.slack_api_url_file ? files.fromHere(global.slack_api_url_file) : undefined;
};

/** Why no message could reach Slack. */
export const slackFaults = (config: SlackConfig, global: GlobalConfig): string[] => {
  const globalToken = Boolean(global.slack_app_token) || Boolean(global.slack_app_token_file);
  const globalWebhook = Boolean(global.slack_api_url) || Boolean(global.slack_api_url_file);
  if (hasToken(config) && authorized(config))
    return ['an app token and http_config.authorization are both given: keep one'];
  const tokenGoes = hasToken(config) || (globalToken && !config.api_url);
  if (tokenGoes && !config.http_config && global.http_config && isAuthorized(global.http_config))
    return [
      'an app token and the authorization of the global http_config are both given: give this receiver an http_config of its own',
    ];
  if (hasToken(config) || hasWebhook(config) || globalWebhook || (globalToken && !authorized(config)))
    return [];
  return [
    'nothing says how to reach Slack: add api_url or app_token here, or slack_api_url or slack_app_token in global',
  ];
};

const reached = (
  config: SlackConfig,
  global: GlobalConfig,
  files: SecretFiles,
): Pick<SlackSettings, 'url' | 'token' | 'http'> => {
  const appToken = token(config, global, files);
  const { authorization, ...http } = httpSettings(config.http_config, files);
  if (appToken) return { url: Secret.of(config.app_url ?? global.slack_app_url), token: appToken, http };
  return {
    http,
    url: webhook(config, global, files) ?? Secret.of(slackMethod),
    ...(authorization && { token: authorization.credentials }),
  };
};

type Wording = Partial<Record<(typeof wordings)[number][1], string>>;
const worded = (config: SlackConfig): Wording => {
  const found: Wording = {};
  for (const [field, setting] of wordings) {
    const written = config[field];
    if (written !== undefined) found[setting] = written;
  }
  return found;
};

export const slackSettings = (
  config: SlackConfig,
  global: GlobalConfig,
  files: SecretFiles,
): SlackSettings => ({
  ...reached(config, global, files),
  ...worded(config),
  fields: config.fields.map(slackField),
  actions: config.actions.map(slackAction),
  mrkdwnIn: config.mrkdwn_in,
  shortFields: config.short_fields,
  linkNames: config.link_names,
  updateMessage: config.update_message,
  ...timeoutMs(config.timeout),
});
