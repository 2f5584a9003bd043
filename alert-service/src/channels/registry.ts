import type { ConfiguredSettings } from '#config/integration-kinds';
import type { Channel, Edge, Message, Outcome } from './channel.ts';
import { email } from './email/email.ts';
import { log } from './log/log.ts';
import { opsgenie } from './opsgenie/opsgenie.ts';
import { msteamsv2 } from './msteamsv2/msteamsv2.ts';
import { msteams } from './msteams/msteams.ts';
import { discord } from './discord/discord.ts';
import { telegram } from './telegram/telegram.ts';
import { telegramBot, type TelegramPersonSettings } from './telegram-bot/telegram-bot.ts';
import { twilioCall, type TwilioCallSettings } from './twilio-call/twilio-call.ts';
import { twilioSms, type TwilioSmsSettings } from './twilio-sms/twilio-sms.ts';
import { victorops } from './victorops/victorops.ts';
import { webPush, type WebPushSettings } from './web-push/web-push.ts';
import { webex } from './webex/webex.ts';
import { pushover } from './pushover/pushover.ts';
import { incidentio } from './incidentio/incidentio.ts';
import { rocketchat } from './rocketchat/rocketchat.ts';
import { jira } from './jira/jira.ts';
import { mattermost } from './mattermost/mattermost.ts';
import { sns } from './sns/sns.ts';
import { wechat } from './wechat/wechat.ts';
import { pagerduty } from './pagerduty/pagerduty.ts';
import { slack } from './slack/slack.ts';
import type { SlackAppSettings } from './slack-app/settings.ts';
import { slackApp } from './slack-app/slack-app.ts';
import { signedWebhook, type SignedWebhookSettings } from './signed-webhook/signed-webhook.ts';
import { webhook } from './webhook/webhook.ts';

/** Every kind of integration and what its settings are: those that stand in an alertmanager.yml, and our own. */
export interface SettingsOf extends ConfiguredSettings {
  readonly log: Readonly<Record<string, never>>;
  readonly 'signed-webhook': SignedWebhookSettings;
  readonly 'slack-app': SlackAppSettings;
  readonly 'telegram-bot': TelegramPersonSettings;
  readonly 'twilio-sms': TwilioSmsSettings;
  readonly 'twilio-call': TwilioCallSettings;
  readonly 'web-push': WebPushSettings;
}

export const channels: { readonly [K in ChannelType]: Channel<SettingsOf[K]> } = {
  email,
  log,
  opsgenie,
  msteamsv2,
  msteams,
  discord,
  telegram,
  victorops,
  webex,
  pushover,
  incidentio,
  rocketchat,
  jira,
  mattermost,
  sns,
  wechat,
  pagerduty,
  slack,
  'signed-webhook': signedWebhook,
  'slack-app': slackApp,
  'telegram-bot': telegramBot,
  'twilio-sms': twilioSms,
  'twilio-call': twilioCall,
  'web-push': webPush,
  webhook,
};

export type ChannelType = keyof SettingsOf;

/** One integration of a receiver, ready to send. */
export type Integration = { readonly [K in ChannelType]: IntegrationOf<K> }[ChannelType];

export interface IntegrationOf<K extends ChannelType> {
  readonly type: K;
  readonly settings: SettingsOf[K];
}

/** One attempt. Never throws: whatever happens is an outcome. */
export function sendThrough<K extends ChannelType>(
  { type, settings }: IntegrationOf<K>,
  message: Message,
  edge: Edge,
): Promise<Outcome> {
  return channels[type].send(message, settings, edge);
}

export const timeoutMsOf = <K extends ChannelType>({ type, settings }: IntegrationOf<K>): number =>
  channels[type].timeoutMs(settings);
