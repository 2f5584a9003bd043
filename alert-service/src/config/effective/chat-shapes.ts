import {
  always,
  block,
  blocks,
  given,
  plainOf,
  type Rule,
  said,
  type Shape,
  template,
  timeAlways,
  usual,
} from './shape.ts';

const fieldShape: Shape = { title: said, value: said, short: given };

const confirmShape: Shape = { text: said, title: said, ok_text: said, dismiss_text: said };
const actionShape: Shape = {
  type: said,
  text: said,
  url: said,
  style: said,
  name: said,
  value: said,
  confirm: block(confirmShape),
};

/** A link has no name, value or question. */
const actions: Rule = (written) =>
  blocks(actionShape)(
    Array.isArray(written)
      ? written.map((action: unknown) => {
          const { name, value, confirm, ...link } = plainOf(action);
          return link['url'] ? link : { ...link, name, value, confirm };
        })
      : undefined,
  );

export const slackShape: Shape = {
  api_url: said,
  api_url_file: said,
  app_token: said,
  app_token_file: said,
  app_url: said,
  channel: said,
  username: template('slack.default.username'),
  color: template('slack.default.color'),
  title: template('slack.default.title'),
  title_link: template('slack.default.titlelink'),
  pretext: template('slack.default.pretext'),
  text: template('slack.default.text'),
  message_text: said,
  fields: blocks(fieldShape),
  short_fields: always(false),
  footer: template('slack.default.footer'),
  fallback: template('slack.default.fallback'),
  callback_id: template('slack.default.callbackid'),
  icon_emoji: template('slack.default.iconemoji'),
  icon_url: template('slack.default.iconurl'),
  image_url: said,
  thumb_url: said,
  link_names: always(false),
  mrkdwn_in: said,
  actions,
  update_message: always(false),
  timeout: timeAlways,
};

/** Its fields have no names of their own for YAML, and all are shown. */
const rocketchatField: Shape = { short: always(null), title: always(''), value: always('') };
const rocketchatAction: Shape = {
  type: always(''),
  text: always(''),
  url: always(''),
  imageurl: always(''),
  iswebview: always(false),
  webviewheightratio: always(''),
  msg: always(''),
  msginchatwindow: always(false),
  msgprocessingtype: always(''),
};

export const rocketchatShape: Shape = {
  api_url: said,
  token_id: said,
  token_id_file: said,
  token: said,
  token_file: said,
  channel: said,
  color: usual('{{ if eq .Status "firing" }}red{{ else }}green{{ end }}'),
  title: template('rocketchat.default.title'),
  title_link: template('rocketchat.default.titlelink'),
  text: template('rocketchat.default.text'),
  fields: blocks(rocketchatField),
  short_fields: always(false),
  emoji: template('rocketchat.default.emoji'),
  icon_url: template('rocketchat.default.iconurl'),
  image_url: said,
  thumb_url: said,
  link_names: always(false),
  actions: blocks(rocketchatAction),
};

const attachmentShape: Shape = {
  fallback: said,
  color: said,
  pretext: said,
  text: said,
  author_name: said,
  author_link: said,
  author_icon: said,
  title: said,
  title_link: said,
  fields: blocks(fieldShape),
  thumb_url: said,
  footer: said,
  footer_icon: said,
  image_url: said,
};

export const mattermostShape: Shape = {
  webhook_url: said,
  webhook_url_file: said,
  channel: said,
  username: template('mattermost.default.username'),
  text: template('mattermost.default.text'),
  fallback: template('mattermost.default.fallback'),
  color: template('mattermost.default.color'),
  pretext: said,
  author_name: said,
  author_link: said,
  author_icon: said,
  title: template('mattermost.default.title'),
  title_link: template('mattermost.default.titlelink'),
  fields: blocks(fieldShape),
  thumb_url: said,
  footer: said,
  footer_icon: said,
  image_url: said,
  icon_url: said,
  icon_emoji: said,
  attachments: blocks(attachmentShape),
  type: said,
  props: block({ card: said }),
  priority: block({ priority: said, requested_ack: said, persistent_notifications: said }),
};

export const discordShape: Shape = {
  webhook_url: said,
  webhook_url_file: said,
  content: said,
  title: template('discord.default.title'),
  message: template('discord.default.message'),
  username: said,
  avatar_url: said,
};

export const msteamsShape: Shape = {
  webhook_url: said,
  webhook_url_file: said,
  title: template('msteams.default.title'),
  summary: template('msteams.default.summary'),
  text: template('msteams.default.text'),
};

export const msteamsv2Shape: Shape = {
  webhook_url: said,
  webhook_url_file: said,
  title: template('msteamsv2.default.title'),
  text: template('msteamsv2.default.text'),
};

export const telegramShape: Shape = {
  api_url: always(null),
  bot_token: said,
  bot_token_file: said,
  chat_id: said,
  chat_id_file: said,
  message_thread_id: said,
  message: template('telegram.default.message'),
  disable_notifications: said,
  parse_mode: usual('HTML'),
};

export const webexShape: Shape = {
  api_url: said,
  message: template('webex.default.message'),
  room_id: always(''),
};

export const wechatShape: Shape = {
  api_secret: said,
  api_secret_file: said,
  corp_id: said,
  message: template('wechat.default.message'),
  api_url: said,
  to_user: template('wechat.default.to_user'),
  to_party: template('wechat.default.to_party'),
  to_tag: template('wechat.default.to_tag'),
  agent_id: template('wechat.default.agent_id'),
  message_type: (written) => written || 'text',
};
