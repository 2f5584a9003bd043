import { createHash } from 'node:crypto';
import { formatDuration, type Labels } from '@tocsin/model';
import type { MatcherMode } from '@tocsin/model/matchers';
import type { z } from 'zod';
import type { ReceiverRule } from '#core/policy';
import type { Secret } from '#lib/secret';
import type { RemoteWriteSettings } from '#remote-write/settings';
import { alerting, type AlertingSettings, alertingSettings } from './alerting-config.ts';
import { answeringReceivers, answers } from './answers-config.ts';
import { api, type ApiToken, apiTokens } from './api-tokens-config.ts';
import { type ChangesSettings, changes, changesSettings } from './changes-config.ts';
import { canary, type CanarySettings, canarySettings } from './canary-config.ts';
import type { ConfigError } from './config-error.ts';
import { type DataSource, dataSources, readDataSources } from './data-sources.ts';
import { emergency, emergencyReceiver } from './emergency-config.ts';
import { type Environment, externalLabels, readExternalLabels } from './external-labels.ts';
import { fields, given, length, Length, required } from './fields.ts';
import { grafana, type GrafanaSettings, grafanaSettings } from './grafana-config.ts';
import { type IncidentSettings, incidents, incidentSettings } from './incidents-config.ts';
import { suggestion } from './nearest.ts';
import { createReading, type Reading } from './reading.ts';
import type { ConfiguredReceiver } from './receivers.ts';
import { escalations, onCallFiles, type OnCallSettings, onCallSettings } from './on-call/on-call-config.ts';
import { readReceiverRules, receiverRules } from './receiver-rules.ts';
import { readRemoteWrites, remoteWrites } from './remote-write-config.ts';
import { reports, type ReportSettings, reportSettings } from './reports-config.ts';
import { readRuleOptions, ruleOptions, type RuleOptionsEntry } from './rule-options.ts';
import { createSecretFiles, type SecretFiles } from './secret-files.ts';
import { knownNames, servicesFields, servicesSettings } from './services/services-config.ts';
import type { ServicesSettings } from './services/settings.ts';
import { type SlackApp, slackApp, slackAppOf } from './slack-app-config.ts';
import { telegramBot, type TelegramBotSettings, telegramBotSettings } from './telegram-bot-config.ts';
import { twilio, type TwilioSettings, twilioSettings } from './twilio-config.ts';
import { watchdog, type WatchdogSettings, watchdogSettings } from './watchdog-config.ts';
import { opsgenie, pagerduty, type TwoWay, twoWays } from './two-way-config.ts';
import { webhookSignatures } from './webhook-signatures.ts';
import { type WebhookSigning, webhooks, webhookSigning } from './webhooks-config.ts';
import { workflows, type WorkflowsSettings, workflowsSettings } from './workflows-config.ts';
import { type Path, readYaml } from './yaml-file.ts';
import { warnOfUnreadableSecrets } from './unreadable-secrets.ts';

export type { SlackApp } from './slack-app-config.ts';

/** A tocsin.yml, checked, defaults filled in: what we add to an alertmanager.yml. */
export interface TocsinConfig {
  readonly slackApp?: SlackApp;
  /** What becomes an incident, how bad it is, and how soon somebody is to have it. */
  readonly incidents: IncidentSettings;
  /** Who acts without a token on this machine. */
  readonly person: { readonly name: string; readonly login: string };
  /** Beyond alertmanager.yml, by receiver. */
  readonly receiverRules: ReadonlyMap<string, ReceiverRule>;
  /** Where people, schedules and policies stand, and whose incidents go along which policy. */
  readonly onCall: OnCallSettings;
  /** Of alerting rules, beyond their files. */
  readonly ruleOptions: readonly RuleOptionsEntry[];
  readonly delivery: { readonly giveUpAfterMs: number };
  readonly tokens: readonly ApiToken[];
  /** How it is known who asks through Grafana. */
  readonly grafana?: GrafanaSettings;
  /** Of all data sources' alerts. */
  readonly externalLabels: Labels;
  readonly dataSources: readonly DataSource[];
  /** Where rules of the data sources that name none write what they say. */
  readonly remoteWrites: readonly RemoteWriteSettings[];
  /** Further Alertmanagers, and how alerts of our rules are relabelled for all. */
  readonly alerting: AlertingSettings;
  /** Who is called while we live. */
  readonly watchdog?: WatchdogSettings;
  /** Told when there is nobody else; absent: the receiver of the root route. */
  readonly emergencyReceiver?: string;
  /** A test page at regular times. */
  readonly canary?: CanarySettings;
  /** SMS and calls to people. */
  readonly twilio?: TwilioSettings;
  /** Messages to people by a bot, and what they press. */
  readonly telegramBot?: TelegramBotSettings;
  /** Of people and automations. */
  readonly webhooks?: WebhookSigning;
  /** What webhooks of a receiver are signed with, by its name. */
  readonly webhookSignatures: ReadonlyMap<string, Secret>;
  readonly pagerduty?: TwoWay;
  readonly opsgenie?: TwoWay;
  /** Receivers in whose messages whoever reads them can answer. */
  readonly answersIn: ReadonlySet<string>;
  /** What services are there, and how their health is known. */
  readonly services: ServicesSettings;
  /** Who is told at the end of each period what was kept. */
  readonly reports: ReportSettings;
  /** Who tells us, besides the API, what was deployed. */
  readonly changes: ChangesSettings;
  /** Where workflows tell of themselves. */
  readonly workflows?: WorkflowsSettings;
  /** Tells nothing of the secrets. */
  readonly hash: string;
  readonly warnings: readonly ConfigError[];
}

const File = fields({
  answers,
  api,
  grafana,
  slack_app: given(slackApp),
  incidents,
  person: given(fields({ name: required('name'), login: given(required('login')) })),
  delivery: given(
    fields({
      give_up_after: length.refine(
        (written) => !(written instanceof Length) || written.ms > 0,
        'give_up_after cannot be zero: write a duration such as 24h',
      ),
    }),
  ),
  receivers: receiverRules,
  on_call: onCallFiles,
  escalations,
  alerting,
  watchdog,
  emergency,
  canary,
  twilio,
  telegram: telegramBot,
  webhooks,
  pagerduty,
  opsgenie,
  rules: ruleOptions,
  external_labels: externalLabels,
  data_sources: dataSources,
  remote_write: remoteWrites,
  reports,
  ...servicesFields,
  changes,
  workflows,
});
type File = z.output<typeof File>;

const usualGiveUp = new Length(86_400_000, formatDuration);

interface Context {
  readonly reading: Reading;
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
}

const checkSlackReceiver = (name: string, path: Path, { reading, receivers }: Context): void => {
  const receiver = receivers.get(name);
  if (receiver === undefined)
    return reading.problem(path, `there is no receiver "${name}"${suggestion(name, [...receivers.keys()])}`);
  const slack = receiver.integrations.filter((integration) => integration.type === 'slack');
  if (slack.length === 0)
    return reading.problem(
      path,
      `the receiver "${name}" has no slack_configs: add them to it, or take it out here`,
    );
  if (slack.some(({ settings }) => !settings.channel))
    reading.problem(
      path,
      `the Slack app must know where to post: add \`channel:\` to the slack_configs of "${name}"`,
    );
};

const localPerson = (written: File['person']): TocsinConfig['person'] => {
  const name = written?.name ?? 'local';
  return { name, login: written?.login ?? name };
};

export interface TocsinSource {
  readonly file: string;
  readonly text: string;
  readonly mode?: MatcherMode;
  /** Those of the alertmanager.yml that it stands beside. */
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
  /** The same, by name; absent: nobody knows which there are. */
  readonly timeIntervals?: ReadonlyMap<string, unknown>;
  /** Reads a `*_file` secret when it is used. */
  readonly readFile: (file: string) => string;
  /** For external labels. */
  readonly environment?: Environment;
  /** Whether --prometheus.url gives an address to the data source `default`. */
  readonly hasDefaultAddress?: boolean;
}

/** Ways to people and programs beyond alertmanager.yml, and what comes back by them. */
const ways = (
  file: File,
  around: Context & { readonly files: SecretFiles },
): Pick<
  TocsinConfig,
  | 'reports'
  | 'twilio'
  | 'telegramBot'
  | 'webhooks'
  | 'webhookSignatures'
  | 'pagerduty'
  | 'opsgenie'
  | 'answersIn'
  | 'changes'
  | 'workflows'
> => {
  const twilioOf = twilioSettings(file.twilio, around.files);
  const telegramBotOf = telegramBotSettings(file.telegram, around.files);
  const webhooksOf = webhookSigning(file.webhooks, around.files);
  const workflowsOf = workflowsSettings(file.workflows, around);
  return {
    ...(twilioOf && { twilio: twilioOf }),
    ...(telegramBotOf && { telegramBot: telegramBotOf }),
    ...(webhooksOf && { webhooks: webhooksOf }),
    ...(workflowsOf && { workflows: workflowsOf }),
    webhookSignatures: webhookSignatures(file.receivers ?? [], around),
    ...twoWays(file, around),
    answersIn: answeringReceivers(file.answers, around),
    reports: reportSettings(file.reports, around),
    changes: changesSettings(file.changes, around),
  };
};

/** Who is told where nobody else can be, and the page that shows that people can be. */
const lastResorts = (file: File, within: Context): Pick<TocsinConfig, 'emergencyReceiver' | 'canary'> => {
  const emergencyOf = emergencyReceiver(file.emergency, within);
  const canaryOf = canarySettings(file.canary, within);
  return {
    ...(emergencyOf !== undefined && { emergencyReceiver: emergencyOf }),
    ...(canaryOf && { canary: canaryOf }),
  };
};

/** Of services, what is made of them: probes stand in the file as they are written, secrets and all. */
const hashOf = ({ services: listed, health, ...file }: File, settings: ServicesSettings): string => {
  const plain = (_: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);
  const isSaid = listed !== undefined || health !== undefined;
  const text = JSON.stringify(file) + (isSaid ? JSON.stringify(settings, plain) : '');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
};

/** Reads a tocsin.yml; an empty text gives the defaults. Throws InvalidConfiguration. */
export const readTocsinConfig = (source: TocsinSource): TocsinConfig => {
  const yaml = readYaml(source.file, source.text);
  const reading = createReading(yaml, source.mode ?? 'fallback');
  const files = createSecretFiles(source.file, source.readFile);
  const errorAt = (path: Path, message: string): ConfigError => yaml.error(path, message);
  const file = reading.check(File, yaml.value ?? {}, []) ?? {};
  (file.slack_app?.receivers ?? []).forEach((name, index) =>
    checkSlackReceiver(name, ['slack_app', 'receivers', index], { reading, receivers: source.receivers }),
  );
  const rules = readReceiverRules(file.receivers ?? [], { reading, receivers: source.receivers });
  const { environment = {}, hasDefaultAddress = false } = source;
  const labels = readExternalLabels(file.external_labels, ['external_labels'], { reading, environment });
  const sources = readDataSources(file.data_sources ?? [], {
    file: source.file,
    reading,
    files,
    environment,
    hasDefaultAddress,
    errorAt,
  });
  const options = readRuleOptions(file.rules ?? [], { reading, errorAt });
  const onCall = onCallSettings(file, { ...source, reading, errorAt });
  const writes = readRemoteWrites(file.remote_write, ['remote_write'], {
    reading,
    files,
    name: 'remote_write',
  });
  const incidentsOf = incidentSettings(file.incidents, reading);
  const alertingOf = alertingSettings(file.alerting, { reading, files });
  const within = { reading, receivers: source.receivers };
  const lastResortsOf = lastResorts(file, within);
  const watchdogOf = watchdogSettings(file.watchdog, files);
  const grafanaOf = grafanaSettings(file.grafana, { reading, files });
  const waysOf = ways(file, { ...within, files });
  const services = servicesSettings(file, { reading, files, ...knownNames(source, sources) });
  warnOfUnreadableSecrets(file, source, reading);
  reading.end();
  return {
    ...(file.slack_app && { slackApp: slackAppOf(file.slack_app, files) }),
    incidents: incidentsOf,
    receiverRules: rules,
    onCall,
    ruleOptions: options,
    person: localPerson(file.person),
    delivery: { giveUpAfterMs: (file.delivery?.give_up_after ?? usualGiveUp).ms },
    tokens: apiTokens(file.api, files),
    ...(grafanaOf && { grafana: grafanaOf }),
    alerting: alertingOf,
    ...lastResortsOf,
    ...(watchdogOf && { watchdog: watchdogOf }),
    ...waysOf,
    services,
    externalLabels: labels,
    dataSources: sources,
    remoteWrites: writes ?? [],
    hash: hashOf(file, services),
    warnings: reading.warnings,
  };
};
