import { z } from 'zod';
import type { Integration, Receiver } from '#core/route/route-tree';
import { EmailConfig, emailFaults, emailSettings } from './email-config.ts';
import { fields, given, listOf, notYet, required, texts } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import type { Reading } from './reading.ts';
import type { SecretFiles } from './secret-files.ts';
import type { EmailSettings, SlackSettings, WebhookSettings } from './settings.ts';
import { SlackConfig, slackFaults, slackSettings } from './slack-config.ts';
import { WebhookConfig, webhookSettings } from './webhook-config.ts';
import type { Path } from './yaml-file.ts';

/** An integration with the settings of its type. */
export type ConfiguredIntegration = Integration &
  (
    | { readonly type: 'slack'; readonly settings: SlackSettings }
    | { readonly type: 'email'; readonly settings: EmailSettings }
    | { readonly type: 'webhook'; readonly settings: WebhookSettings }
  );

export interface ConfiguredReceiver extends Receiver {
  readonly integrations: readonly ConfiguredIntegration[];
}

/** A receiver, and what of it is shown as the effective configuration. */
export interface ReadReceiver {
  readonly receiver: ConfiguredReceiver;
  readonly shown: Readonly<Record<string, unknown>>;
}

interface Read {
  readonly integration: ConfiguredIntegration;
  readonly shown: unknown;
}

interface Context {
  readonly reading: Reading;
  readonly global: GlobalConfig;
  /** False: `global` are mere defaults, since what is written has errors of its own. */
  readonly globalIsRight: boolean;
  readonly files: SecretFiles;
}

type ReadOne = (value: unknown, path: Path, context: Context & { index: number }) => Read | undefined;

const noteAll = (faults: readonly string[], path: Path, { reading, globalIsRight }: Context): void => {
  if (globalIsRight) for (const fault of faults) reading.problem(path, fault);
};

const readWebhook: ReadOne = (value, path, { reading, files, index }) => {
  const config = reading.check(WebhookConfig, value, path);
  if (!config) return undefined;
  const settings = webhookSettings(config, files);
  const base = { key: `webhook[${index}]`, index, sendResolved: config.send_resolved };
  return { integration: { ...base, type: 'webhook', settings }, shown: config };
};

const readEmail: ReadOne = (value, path, context) => {
  const { reading, files, global, index } = context;
  const config = reading.check(EmailConfig, value, path);
  if (!config) return undefined;
  noteAll(emailFaults(config, global), path, context);
  const settings = emailSettings(config, global, files);
  const base = { key: `email[${index}]`, index, sendResolved: config.send_resolved };
  return { integration: { ...base, type: 'email', settings }, shown: config };
};

/** Slack's own method is no secret, and update_message wants to see it when the shown configuration is read again. */
const shownSlack = (config: SlackConfig): unknown =>
  config.update_message ? { ...config, api_url: config.api_url?.reveal() } : config;

const readSlack: ReadOne = (value, path, context) => {
  const { reading, files, global, index } = context;
  const config = reading.check(SlackConfig, value, path);
  if (!config) return undefined;
  noteAll(slackFaults(config, global), path, context);
  const settings = slackSettings(config, global, files);
  const base = { key: `slack[${index}]`, index, sendResolved: config.send_resolved };
  return { integration: { ...base, type: 'slack', settings }, shown: shownSlack(config) };
};

/** Each kind of integration, in the order in which upstream tells a receiver's. */
const kinds = [
  ['webhook_configs', readWebhook],
  ['email_configs', readEmail],
  ['slack_configs', readSlack],
] as const;

const later = [
  'discord_configs',
  'incidentio_configs',
  'pagerduty_configs',
  'opsgenie_configs',
  'wechat_configs',
  'pushover_configs',
  'victorops_configs',
  'sns_configs',
  'telegram_configs',
  'webex_configs',
  'msteams_configs',
  'msteamsv2_configs',
  'jira_configs',
  'rocketchat_configs',
  'mattermost_configs',
];

const entries = given(listOf(z.unknown(), 'integrations'));

const ReceiverConfig = fields({
  name: required('name'),
  labels: given(texts),
  webhook_configs: entries,
  email_configs: entries,
  slack_configs: entries,
  ...Object.fromEntries(later.map((name) => [name, notYet(name)])),
});

const labelsOf = (
  { name, labels }: z.output<typeof ReceiverConfig>,
  path: Path,
  reading: Reading,
): Record<string, string> => {
  if (labels?.name !== undefined && labels.name !== name)
    reading.problem([...path, 'labels', 'name'], `the label "name" of a receiver is its name: write ${name}`);
  return { ...labels, name };
};

export const readReceiver = (value: unknown, path: Path, context: Context): ReadReceiver | undefined => {
  const config = context.reading.check(ReceiverConfig, value, path);
  if (!config) return undefined;
  const integrations: ConfiguredIntegration[] = [];
  const shown: Record<string, unknown> = {
    name: config.name,
    ...(config.labels && { labels: config.labels }),
  };
  for (const [field, readOne] of kinds) {
    const found = (config[field] ?? []).flatMap(
      (one, index) => readOne(one, [...path, field, index], { ...context, index }) ?? [],
    );
    integrations.push(...found.map(({ integration }) => integration));
    if (found.length > 0) shown[field] = found.map((read) => read.shown);
  }
  const labels = labelsOf(config, path, context.reading);
  return { receiver: { name: config.name, labels, integrations }, shown };
};
