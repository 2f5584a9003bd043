import type { Integration } from '#core/route/route-tree';
import type { ConfiguredIntegration, ConfiguredSettings } from './integration-kinds.ts';
import type { JiraText } from './jira-config.ts';
import type { ConfiguredReceiver } from './receivers.ts';

/** A default template of upstream's, and those that it is made of. */
type Default = readonly [name: string, ...parts: string[]];
type Defined = ReadonlySet<string>;

const subject = '__subject';
const page = '__alertmanagerURL';
const service = '__alertmanager';
const list = '__text_alert_list';
const markdownList = '__text_alert_list_markdown';

/** What upstream's default says, where the user's files change what it says. */
const changed = ([name, ...parts]: Default, defined: Defined): string | undefined =>
  [name, ...parts].some((part) => defined.has(part)) ? `{{ template "${name}" . }}` : undefined;

/** Fills what the receiver leaves out; what it leaves empty stays so. */
const filling =
  <Name extends string>(defaults: Readonly<Record<Name, Default>>) =>
  <Settings extends Readonly<Partial<Record<Name, unknown>>>>(
    settings: Settings,
    defined: Defined,
  ): Settings => {
    const found: Partial<Record<Name, string>> = {};
    for (const name of namesOf(defaults)) {
      const template = settings[name] === undefined ? changed(defaults[name], defined) : undefined;
      if (template !== undefined) found[name] = template;
    }
    return { ...settings, ...found };
  };

function* namesOf<Name extends string>(defaults: Readonly<Record<Name, Default>>): Generator<Name> {
  for (const name in defaults) yield name;
}

type Fill<K extends keyof ConfiguredSettings> = (
  settings: ConfiguredSettings[K],
  defined: Defined,
) => ConfiguredSettings[K];

const asTheyAre = <Settings>(settings: Settings): Settings => settings;

const fillEmail: Fill<'email'> = (settings, defined) => {
  const hasSubject = settings.headers['Subject'] !== undefined;
  const own = hasSubject ? undefined : changed(['email.default.subject', subject], defined);
  const html = changed(['email.default.html', page, service], defined);
  return {
    ...settings,
    headers: { ...settings.headers, ...(own !== undefined && { Subject: own }) },
    html: settings.html === true ? (html ?? true) : settings.html,
  };
};

const fillJira: Fill<'jira'> = (settings, defined) => {
  const filled = (text: JiraText, name: Default): JiraText => ({
    ...text,
    template: text.template ?? changed(name, defined),
  });
  return {
    ...settings,
    summary: filled(settings.summary, ['jira.default.summary', subject]),
    description: filled(settings.description, ['jira.default.description', markdownList]),
    priority: settings.priority ?? changed(['jira.default.priority'], defined),
  };
};

const fills: { readonly [K in keyof ConfiguredSettings]: Fill<K> } = {
  email: fillEmail,
  jira: fillJira,
  webhook: asTheyAre,
  incidentio: asTheyAre,
  slack: filling({
    color: ['slack.default.color'],
    username: ['slack.default.username', service],
    title: ['slack.default.title', subject],
    titleLink: ['slack.default.titlelink', page],
    iconEmoji: ['slack.default.iconemoji'],
    iconUrl: ['slack.default.iconurl'],
    pretext: ['slack.default.pretext'],
    text: ['slack.default.text'],
    fallback: ['slack.default.fallback', 'slack.default.title', 'slack.default.titlelink', subject, page],
    callbackId: ['slack.default.callbackid'],
    footer: ['slack.default.footer'],
  }),
  pagerduty: filling({
    description: ['pagerduty.default.description', subject],
    client: ['pagerduty.default.client', service],
    clientUrl: ['pagerduty.default.clientURL', page],
  }),
  opsgenie: filling({
    message: ['opsgenie.default.message', subject],
    description: ['opsgenie.default.description', list],
    source: ['opsgenie.default.source', page],
  }),
  wechat: filling({
    message: ['wechat.default.message', subject, list, page],
    toUser: ['wechat.default.to_user'],
    toParty: ['wechat.default.to_party'],
    toTag: ['wechat.default.to_tag'],
    agentId: ['wechat.default.agent_id'],
  }),
  victorops: filling({
    stateMessage: ['victorops.default.state_message', list],
    entityDisplayName: ['victorops.default.entity_display_name', subject],
    monitoringTool: ['victorops.default.monitoring_tool', service],
  }),
  pushover: filling({
    title: ['pushover.default.title', subject],
    message: ['pushover.default.message', list],
    url: ['pushover.default.url', page],
  }),
  sns: filling({ subject: ['sns.default.subject', subject], message: ['sns.default.message', list] }),
  telegram: filling({ message: ['telegram.default.message', list] }),
  discord: filling({
    title: ['discord.default.title', subject],
    message: ['discord.default.message', list],
  }),
  webex: filling({ message: ['webex.default.message', list] }),
  msteams: filling({
    title: ['msteams.default.title', subject],
    summary: ['msteams.default.summary', subject],
    text: ['msteams.default.text', markdownList],
  }),
  msteamsv2: filling({
    title: ['msteamsv2.default.title', subject],
    text: ['msteamsv2.default.text', markdownList],
  }),
  rocketchat: filling({
    title: ['rocketchat.default.title', subject],
    titleLink: ['rocketchat.default.titlelink', page],
    text: ['rocketchat.default.text'],
    emoji: ['rocketchat.default.emoji'],
    iconUrl: ['rocketchat.default.iconurl'],
  }),
  mattermost: filling({
    username: ['mattermost.default.username', service],
    color: ['mattermost.default.color'],
    title: ['mattermost.default.title', subject],
    titleLink: ['mattermost.default.titlelink', page],
    text: ['mattermost.default.text', markdownList],
    fallback: [
      'mattermost.default.fallback',
      'mattermost.default.title',
      'mattermost.default.titlelink',
      subject,
      page,
    ],
  }),
};

type Of<K extends keyof ConfiguredSettings> = {
  readonly [P in K]: Integration & { readonly type: P; readonly settings: ConfiguredSettings[P] };
}[K];

const filled = <K extends keyof ConfiguredSettings>(integration: Of<K>, defined: Defined) => ({
  ...integration,
  settings: fills[integration.type](integration.settings, defined),
});

/** A field that is left out means a default template in Alertmanager: a file that defines that one anew is meant for it. */
export const withReplacedDefaults = (
  receiver: ConfiguredReceiver,
  defined: ReadonlySet<string>,
): ConfiguredReceiver => ({
  ...receiver,
  integrations: receiver.integrations.map((integration): ConfiguredIntegration =>
    filled(integration, defined),
  ),
});
