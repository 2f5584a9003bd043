const names: Readonly<Record<string, string>> = {
  slack: 'Slack',
  email: 'Email',
  webhook: 'Webhook',
  pagerduty: 'PagerDuty',
  opsgenie: 'Opsgenie',
  discord: 'Discord',
  incidentio: 'incident.io',
  jira: 'Jira',
  mattermost: 'Mattermost',
  msteams: 'Teams',
  msteamsv2: 'Teams',
  pushover: 'Pushover',
  rocketchat: 'Rocket.Chat',
  sns: 'Amazon SNS',
  telegram: 'Telegram',
  victorops: 'VictorOps',
  webex: 'Webex',
  wechat: 'WeChat',
};

/** `Slack (team)` from `team/slack[0]`; a second one of its kind keeps its number. */
export function integrationWords(integration: string): string {
  const [, receiver = integration, type = '', index = '0'] =
    /^(.*)\/([a-z0-9-]+)\[(\d+)\]$/.exec(integration) ?? [];
  const name = names[type] ?? type;
  const number = index === '0' ? '' : ` ${Number(index) + 1}`;
  return name ? `${name}${number} (${receiver})` : integration;
}

/** `1 alert`, `3 alerts`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
