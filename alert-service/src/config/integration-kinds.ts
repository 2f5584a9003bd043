import type { z } from 'zod';
import type { Integration } from '#core/route/route-tree';
import { EmailConfig, emailFaults, emailSettings } from './email-config.ts';
import type { GlobalConfig } from './global-config.ts';
import { type HttpConfig, inheritedHttp, inheritedProxy } from './http-config.ts';
import { PagerdutyConfig, type PagerdutySettings, pagerdutySettings } from './pagerduty-config.ts';
import {
  OpsgenieConfig,
  opsgenieFaults,
  type OpsgenieSettings,
  opsgenieSettings,
} from './opsgenie-config.ts';
import { Msteamsv2Config, type Msteamsv2Settings, msteamsv2Settings } from './msteamsv2-config.ts';
import { MsteamsConfig, type MsteamsSettings, msteamsSettings } from './msteams-config.ts';
import { DiscordConfig, type DiscordSettings, discordSettings } from './discord-config.ts';
import {
  TelegramConfig,
  telegramFaults,
  type TelegramSettings,
  telegramSettings,
} from './telegram-config.ts';
import {
  VictoropsConfig,
  victoropsFaults,
  type VictoropsSettings,
  victoropsSettings,
} from './victorops-config.ts';
import { WebexConfig, type WebexSettings, webexSettings } from './webex-config.ts';
import { PushoverConfig, type PushoverSettings, pushoverSettings } from './pushover-config.ts';
import { IncidentioConfig, type IncidentioSettings, incidentioSettings } from './incidentio-config.ts';
import {
  RocketchatConfig,
  rocketchatFaults,
  type RocketchatSettings,
  rocketchatSettings,
} from './rocketchat-config.ts';
import { JiraConfig, jiraFaults, type JiraSettings, jiraSettings } from './jira-config.ts';
import {
  MattermostConfig,
  mattermostFaults,
  type MattermostSettings,
  mattermostSettings,
} from './mattermost-config.ts';
import { SnsConfig, type SnsSettings, snsSettings } from './sns-config.ts';
import { WechatConfig, wechatFaults, type WechatSettings, wechatSettings } from './wechat-config.ts';
import type { Reading } from './reading.ts';
import type { SecretFiles } from './secret-files.ts';
import type { EmailSettings, SlackSettings, WebhookSettings } from './settings.ts';
import { SlackConfig, slackFaults, slackSettings } from './slack-config.ts';
import { WebhookConfig, webhookSettings } from './webhook-config.ts';
import type { Path } from './yaml-file.ts';

/** What can stand in an alertmanager.yml, and the settings of each: a new integration is a line here and one in `kinds`. */
export interface ConfiguredSettings {
  readonly email: EmailSettings;
  readonly pagerduty: PagerdutySettings;
  readonly opsgenie: OpsgenieSettings;
  readonly msteamsv2: Msteamsv2Settings;
  readonly msteams: MsteamsSettings;
  readonly discord: DiscordSettings;
  readonly telegram: TelegramSettings;
  readonly victorops: VictoropsSettings;
  readonly webex: WebexSettings;
  readonly pushover: PushoverSettings;
  readonly incidentio: IncidentioSettings;
  readonly rocketchat: RocketchatSettings;
  readonly jira: JiraSettings;
  readonly mattermost: MattermostSettings;
  readonly sns: SnsSettings;
  readonly wechat: WechatSettings;
  readonly slack: SlackSettings;
  readonly webhook: WebhookSettings;
}

type Sends = {
  [K in keyof ConfiguredSettings]: { readonly type: K; readonly settings: ConfiguredSettings[K] };
}[keyof ConfiguredSettings];

/** An integration with the settings of its type. */
export type ConfiguredIntegration = Integration & Sends;

export interface ReadIntegration {
  readonly integration: ConfiguredIntegration;
  readonly shown: unknown;
}

/** What is known beside the integration's own lines. */
export interface Around {
  readonly reading: Reading;
  readonly global: GlobalConfig;
  /** False: `global` are mere defaults, since what is written has errors of its own. */
  readonly globalIsRight: boolean;
  readonly files: SecretFiles;
}

type Read = (value: unknown, path: Path, around: Around & { index: number }) => ReadIntegration | undefined;

interface OfAnyKind {
  readonly send_resolved: boolean;
  readonly http_config?: HttpConfig | undefined;
}

interface Kind<Config extends OfAnyKind> {
  readonly schema: z.core.$ZodType<Config>;
  /** What is wrong only together with `global`. */
  readonly faults?: (config: Config, global: GlobalConfig) => readonly string[];
  readonly sends: (config: Config, around: Around) => Sends;
  readonly shown?: (config: Config) => unknown;
}

const reader =
  <Config extends OfAnyKind>(kind: Kind<Config>): Read =>
  (value, path, around) => {
    const { reading, global, globalIsRight, index } = around;
    const config = reading.check(kind.schema, value, path);
    if (!config) return undefined;
    if (globalIsRight) for (const fault of kind.faults?.(config, global) ?? []) reading.problem(path, fault);
    const sends = kind.sends(inheritedHttp(config, global), around);
    return {
      integration: { key: `${sends.type}[${index}]`, index, sendResolved: config.send_resolved, ...sends },
      shown: kind.shown ? kind.shown(config) : config,
    };
  };

/** Slack's own method is no secret, and update_message wants to see it when the shown configuration is read again. */
const shownSlack = (config: SlackConfig): unknown =>
  config.update_message ? { ...config, api_url: config.api_url?.reveal() } : config;

/** Each kind of integration, in the order in which upstream tells a receiver's. */
export const kinds = {
  webhook_configs: reader({
    schema: WebhookConfig,
    sends: (config, { files }) => ({ type: 'webhook', settings: webhookSettings(config, files) }),
  }),
  email_configs: reader({
    schema: EmailConfig,
    faults: emailFaults,
    sends: (config, { global, files }) => ({ type: 'email', settings: emailSettings(config, global, files) }),
  }),
  pagerduty_configs: reader({
    schema: PagerdutyConfig,
    sends: (config, around) => ({ type: 'pagerduty', settings: pagerdutySettings(config, around) }),
  }),
  opsgenie_configs: reader({
    schema: OpsgenieConfig,
    faults: opsgenieFaults,
    sends: (config, around) => ({ type: 'opsgenie', settings: opsgenieSettings(config, around) }),
  }),
  wechat_configs: reader({
    schema: WechatConfig,
    faults: wechatFaults,
    sends: (config, around) => ({ type: 'wechat', settings: wechatSettings(config, around) }),
  }),
  slack_configs: reader({
    schema: SlackConfig,
    faults: slackFaults,
    sends: (config, { global, files }) => ({ type: 'slack', settings: slackSettings(config, global, files) }),
    shown: shownSlack,
  }),
  victorops_configs: reader({
    schema: VictoropsConfig,
    faults: victoropsFaults,
    sends: (config, around) => ({ type: 'victorops', settings: victoropsSettings(config, around) }),
  }),
  pushover_configs: reader({
    schema: PushoverConfig,
    sends: (config, around) => ({ type: 'pushover', settings: pushoverSettings(config, around) }),
  }),
  sns_configs: reader({
    schema: SnsConfig,
    sends: (config, around) => ({ type: 'sns', settings: snsSettings(config, around) }),
  }),
  telegram_configs: reader({
    schema: TelegramConfig,
    faults: telegramFaults,
    sends: (config, around) => ({ type: 'telegram', settings: telegramSettings(config, around) }),
  }),
  discord_configs: reader({
    schema: DiscordConfig,
    sends: (config, around) => ({ type: 'discord', settings: discordSettings(config, around) }),
  }),
  webex_configs: reader({
    schema: WebexConfig,
    sends: (config, around) => ({ type: 'webex', settings: webexSettings(config, around) }),
  }),
  msteams_configs: reader({
    schema: MsteamsConfig,
    sends: (config, around) => ({ type: 'msteams', settings: msteamsSettings(config, around) }),
  }),
  msteamsv2_configs: reader({
    schema: Msteamsv2Config,
    sends: (config, around) => ({
      type: 'msteamsv2',
      settings: msteamsv2Settings(inheritedProxy(config, around.global), around),
    }),
  }),
  jira_configs: reader({
    schema: JiraConfig,
    faults: jiraFaults,
    sends: (config, around) => ({ type: 'jira', settings: jiraSettings(config, around) }),
  }),
  incidentio_configs: reader({
    schema: IncidentioConfig,
    sends: (config, around) => ({ type: 'incidentio', settings: incidentioSettings(config, around) }),
  }),
  rocketchat_configs: reader({
    schema: RocketchatConfig,
    faults: rocketchatFaults,
    sends: (config, around) => ({ type: 'rocketchat', settings: rocketchatSettings(config, around) }),
  }),
  mattermost_configs: reader({
    schema: MattermostConfig,
    faults: mattermostFaults,
    sends: (config, around) => ({ type: 'mattermost', settings: mattermostSettings(config, around) }),
  }),
};
