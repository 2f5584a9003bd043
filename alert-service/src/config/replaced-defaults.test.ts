import { expect, test } from '@jest/globals';
import { readAlertmanagerConfig } from './alertmanager-config.ts';

const hook = 'webhook_url: "http://x/y"';
const minimal: Readonly<Record<string, string>> = {
  slack: 'api_url: "http://x/y"',
  pagerduty: 'routing_key: x',
  opsgenie: 'api_key: x',
  wechat: 'api_secret: x, corp_id: x',
  victorops: 'api_key: x, routing_key: x',
  pushover: 'user_key: x, token: x',
  sns: 'topic_arn: x',
  telegram: 'bot_token: x, chat_id: 5',
  discord: hook,
  webex: 'room_id: r, http_config: {authorization: {credentials: x}}',
  msteams: hook,
  msteamsv2: hook,
  jira: 'api_url: "http://x/", project: x, issue_type: x',
  rocketchat: 'token: x, token_id: x',
  mattermost: hook,
};

function settings(kind: string, lines: string, defined: readonly string[]): unknown {
  const { receivers } = readAlertmanagerConfig({
    file: '/am.yml',
    text: `route: {receiver: a}\ntemplates: [t]\nreceivers:\n- name: a\n  ${kind}_configs:\n  - {${lines}}\n`,
    readFile: () => defined.map((name) => `{{ define "${name}" }}mine{{ end }}`).join(''),
    glob: () => ['/t'],
  });
  return receivers.get('a')?.integrations[0]?.settings;
}

/** Every field that has a default template in Alertmanager 0.34, with that one's name. */
const fields: readonly [kind: string, written: string, setting: string, template: string][] = [
  ['slack', 'color', 'color', 'slack.default.color'],
  ['slack', 'username', 'username', 'slack.default.username'],
  ['slack', 'title', 'title', 'slack.default.title'],
  ['slack', 'title_link', 'titleLink', 'slack.default.titlelink'],
  ['slack', 'icon_emoji', 'iconEmoji', 'slack.default.iconemoji'],
  ['slack', 'icon_url', 'iconUrl', 'slack.default.iconurl'],
  ['slack', 'pretext', 'pretext', 'slack.default.pretext'],
  ['slack', 'text', 'text', 'slack.default.text'],
  ['slack', 'fallback', 'fallback', 'slack.default.fallback'],
  ['slack', 'callback_id', 'callbackId', 'slack.default.callbackid'],
  ['slack', 'footer', 'footer', 'slack.default.footer'],
  ['pagerduty', 'description', 'description', 'pagerduty.default.description'],
  ['pagerduty', 'client', 'client', 'pagerduty.default.client'],
  ['pagerduty', 'client_url', 'clientUrl', 'pagerduty.default.clientURL'],
  ['opsgenie', 'message', 'message', 'opsgenie.default.message'],
  ['opsgenie', 'description', 'description', 'opsgenie.default.description'],
  ['opsgenie', 'source', 'source', 'opsgenie.default.source'],
  ['wechat', 'message', 'message', 'wechat.default.message'],
  ['wechat', 'to_user', 'toUser', 'wechat.default.to_user'],
  ['wechat', 'to_party', 'toParty', 'wechat.default.to_party'],
  ['wechat', 'to_tag', 'toTag', 'wechat.default.to_tag'],
  ['wechat', 'agent_id', 'agentId', 'wechat.default.agent_id'],
  ['victorops', 'state_message', 'stateMessage', 'victorops.default.state_message'],
  ['victorops', 'entity_display_name', 'entityDisplayName', 'victorops.default.entity_display_name'],
  ['victorops', 'monitoring_tool', 'monitoringTool', 'victorops.default.monitoring_tool'],
  ['pushover', 'title', 'title', 'pushover.default.title'],
  ['pushover', 'message', 'message', 'pushover.default.message'],
  ['pushover', 'url', 'url', 'pushover.default.url'],
  ['sns', 'subject', 'subject', 'sns.default.subject'],
  ['sns', 'message', 'message', 'sns.default.message'],
  ['telegram', 'message', 'message', 'telegram.default.message'],
  ['discord', 'title', 'title', 'discord.default.title'],
  ['discord', 'message', 'message', 'discord.default.message'],
  ['webex', 'message', 'message', 'webex.default.message'],
  ['msteams', 'title', 'title', 'msteams.default.title'],
  ['msteams', 'summary', 'summary', 'msteams.default.summary'],
  ['msteams', 'text', 'text', 'msteams.default.text'],
  ['msteamsv2', 'title', 'title', 'msteamsv2.default.title'],
  ['msteamsv2', 'text', 'text', 'msteamsv2.default.text'],
  ['jira', 'summary', 'summary', 'jira.default.summary'],
  ['jira', 'description', 'description', 'jira.default.description'],
  ['jira', 'priority', 'priority', 'jira.default.priority'],
  ['rocketchat', 'emoji', 'emoji', 'rocketchat.default.emoji'],
  ['rocketchat', 'icon_url', 'iconUrl', 'rocketchat.default.iconurl'],
  ['rocketchat', 'title', 'title', 'rocketchat.default.title'],
  ['rocketchat', 'title_link', 'titleLink', 'rocketchat.default.titlelink'],
  ['rocketchat', 'text', 'text', 'rocketchat.default.text'],
  ['mattermost', 'username', 'username', 'mattermost.default.username'],
  ['mattermost', 'color', 'color', 'mattermost.default.color'],
  ['mattermost', 'text', 'text', 'mattermost.default.text'],
  ['mattermost', 'title', 'title', 'mattermost.default.title'],
  ['mattermost', 'title_link', 'titleLink', 'mattermost.default.titlelink'],
  ['mattermost', 'fallback', 'fallback', 'mattermost.default.fallback'],
];

/** Jira's texts say whether they are written anew, too. */
const said = (kind: string, setting: string, text: string): object => ({
  [setting]: kind === 'jira' && setting !== 'priority' ? { template: text, updates: true } : text,
});

test.each(fields)('%s %s left out is %s’s default where a file defines that anew', (...row) => {
  const [kind, written, setting, template] = row;
  const lines = minimal[kind]!;
  const theirs = said(kind, setting, `{{ template "${template}" . }}`);
  expect(settings(kind, lines, [template])).toMatchObject(theirs);
  expect(settings(kind, lines, ['another'])).not.toMatchObject(theirs);
  expect(settings(kind, `${lines}, ${written}: own`, [template])).toMatchObject(said(kind, setting, 'own'));
  expect(settings(kind, `${lines}, ${written}: ""`, [template])).toMatchObject(said(kind, setting, ''));
});

test.each([
  ['__subject', 'slack', 'title', 'slack.default.title'],
  ['__subject', 'slack', 'fallback', 'slack.default.fallback'],
  ['__subject', 'wechat', 'message', 'wechat.default.message'],
  ['__alertmanager', 'pagerduty', 'client', 'pagerduty.default.client'],
  ['__alertmanagerURL', 'mattermost', 'titleLink', 'mattermost.default.titlelink'],
  ['__text_alert_list', 'telegram', 'message', 'telegram.default.message'],
  ['__text_alert_list_markdown', 'msteamsv2', 'text', 'msteamsv2.default.text'],
  ['mattermost.default.title', 'mattermost', 'fallback', 'mattermost.default.fallback'],
])('where a file defines %s anew, %s %s shows it', (...row) => {
  const [part, kind, setting, template] = row;
  expect(settings(kind, minimal[kind]!, [part])).toMatchObject({
    [setting]: `{{ template "${template}" . }}`,
  });
});
