import { expect, test } from '@jest/globals';
import { Secret } from '#lib/secret';
import { InvalidConfiguration } from './config-error.ts';
import type { ConfiguredIntegration } from './integration-kinds.ts';
import { read } from './kit/alertmanager-examples.ts';

const files = { 'secret.txt': ' from-file \n', '/secret.txt': 'from-file' };
const withIntegration = (kind: string, entry: string, global = '{}'): string =>
  `global: ${global}\nroute: {receiver: a}\nreceivers:\n- name: a\n  ${kind}_configs:\n  - ${entry}\n`;

function integration(kind: string, entry: string, global?: string): ConfiguredIntegration {
  const [only] = read(withIntegration(kind, entry, global), files).receivers.get('a')!.integrations;
  return only!;
}

/** Every secret in it, however deep. */
const secretsIn = (value: unknown): string[] => {
  if (value instanceof Secret) return [value.reveal()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : [];
};

function refusal(text: string): string {
  try {
    read(text, files);
    return 'accepted';
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
}

interface Accepted {
  readonly kind: string;
  readonly entry: string;
  readonly global?: string;
  readonly secret: string;
  readonly expected: object;
}

/** What upstream accepts, what comes of it, and the secret in it. */
const accepted: readonly Accepted[] = [
  {
    kind: 'pagerduty',
    entry: '{routing_key: r0uting}',
    secret: 'r0uting',
    expected: {
      key: 'pagerduty[0]',
      sendResolved: true,
      settings: { version: 2, url: 'https://events.pagerduty.com/v2/enqueue', details: {} },
    },
  },
  {
    kind: 'pagerduty',
    entry: '{service_key_file: secret.txt, url: http://own/, details: {a: 1, b: [yes, "x"]}, timeout: 3s}',
    secret: 'from-file',
    expected: {
      settings: {
        version: 1,
        url: 'https://events.pagerduty.com/generic/2010-04-15/create_event.json',
        details: { a: 1, b: [true, 'x'] },
        timeoutMs: 3000,
      },
    },
  },
  {
    kind: 'pagerduty',
    entry: '{routing_key_file: secret.txt, send_resolved: false}',
    global: '{pagerduty_url: "https://pd.example/"}',
    secret: 'from-file',
    expected: { sendResolved: false, settings: { version: 2, url: 'https://pd.example/' } },
  },
  {
    kind: 'opsgenie',
    entry: '{responders: [{name: a, type: Team}, {id: x, type: "{{ .Status }}"}], update_alerts: true}',
    global: '{opsgenie_api_key: g3nie, opsgenie_api_url: "https://api.eu.opsgenie.com"}',
    secret: 'g3nie',
    expected: {
      sendResolved: true,
      settings: { apiUrl: 'https://api.eu.opsgenie.com/', updateAlerts: true },
    },
  },
  {
    kind: 'opsgenie',
    entry: '{api_key_file: secret.txt, details: {a: 1}, tags: x}',
    secret: 'from-file',
    expected: { settings: { apiUrl: 'https://api.opsgenie.com/', details: { a: '1' }, tags: 'x' } },
  },
  {
    kind: 'msteamsv2',
    entry: '{webhook_url: "https://chat.example/T0P-SECRET", title: x}',
    secret: 'https://chat.example/T0P-SECRET',
    expected: { sendResolved: true },
  },
  { kind: 'msteamsv2', entry: '{webhook_url_file: secret.txt}', secret: 'from-file', expected: {} },
  {
    kind: 'msteams',
    entry: '{webhook_url: "https://chat.example/T0P-SECRET", summary: x}',
    secret: 'https://chat.example/T0P-SECRET',
    expected: { sendResolved: true },
  },
  { kind: 'msteams', entry: '{webhook_url_file: secret.txt}', secret: 'from-file', expected: {} },
  {
    kind: 'discord',
    entry: '{webhook_url: "https://chat.example/T0P-SECRET", content: x}',
    secret: 'https://chat.example/T0P-SECRET',
    expected: { sendResolved: true },
  },
  { kind: 'discord', entry: '{webhook_url_file: secret.txt}', secret: 'from-file', expected: {} },
  {
    kind: 'telegram',
    entry: '{chat_id: -1001234567890, bot_token: "12:T0KEN"}',
    secret: '12:T0KEN',
    expected: { sendResolved: true, settings: { apiUrl: 'https://api.telegram.org', parseMode: 'HTML' } },
  },
  {
    kind: 'telegram',
    entry: '{chat_id: 5, parse_mode: "", message_thread_id: 3}',
    global: '{telegram_bot_token_file: secret.txt, telegram_api_url: "http://tg.example"}',
    secret: 'from-file',
    expected: { settings: { apiUrl: 'http://tg.example', parseMode: '', messageThreadId: 3 } },
  },
  {
    kind: 'victorops',
    entry: '{routing_key: team, api_key: v1ctor, custom_fields: {a: 1}}',
    secret: 'v1ctor',
    expected: {
      sendResolved: true,
      settings: {
        apiUrl: 'https://alert.victorops.com/integrations/generic/20131114/alert/',
        messageType: 'CRITICAL',
        customFields: { a: '1' },
      },
    },
  },
  {
    kind: 'victorops',
    entry: '{routing_key: team}',
    global: '{victorops_api_key_file: secret.txt, victorops_api_url: "http://vo.example/x"}',
    secret: 'from-file',
    expected: { settings: { apiUrl: 'http://vo.example/x/' } },
  },
  {
    kind: 'webex',
    entry: '{room_id: r, http_config: {authorization: {credentials: b0ttoken}}}',
    secret: 'b0ttoken',
    expected: { sendResolved: true, settings: { apiUrl: 'https://webexapis.com/v1/messages', roomId: 'r' } },
  },
  {
    kind: 'webex',
    entry: '{room_id: r, message: x, http_config: {authorization: {credentials_file: /secret.txt}}}',
    global: '{webex_api_url: "http://wx.example/v1"}',
    secret: 'from-file',
    expected: { settings: { apiUrl: 'http://wx.example/v1', message: 'x' } },
  },
  {
    kind: 'pushover',
    entry: '{user_key: us3rkey, token: t0ken}',
    secret: 'us3rkey',
    expected: {
      sendResolved: true,
      settings: { apiUrl: 'https://api.pushover.net/1/messages.json', retryMs: 60_000, expireMs: 3_600_000 },
    },
  },
  {
    kind: 'pushover',
    entry: '{user_key_file: secret.txt, token_file: secret.txt, retry: 30s, ttl: 1h, html: true}',
    secret: 'from-file',
    expected: { settings: { retryMs: 30_000, ttlMs: 3_600_000, html: true } },
  },
  {
    kind: 'incidentio',
    entry: '{url: "http://i.example/x", alert_source_token: s0urce, max_alerts: 4, timeout: 2s}',
    secret: 's0urce',
    expected: { sendResolved: true, settings: { maxAlerts: 4, timeoutMs: 2000 } },
  },
  {
    kind: 'incidentio',
    entry: '{url: "http://i.example/x", http_config: {authorization: {credentials: autht0ken}}}',
    secret: 'autht0ken',
    expected: {},
  },
  {
    kind: 'rocketchat',
    entry: '{token: t0kenvalue, token_id: 1dent, fields: [{title: a, value: b}], short_fields: true}',
    secret: 't0kenvalue',
    expected: {
      sendResolved: false,
      settings: {
        apiUrl: 'https://open.rocket.chat/',
        fields: [{ title: 'a', value: 'b', short: true }],
      },
    },
  },
  {
    kind: 'rocketchat',
    entry: '{channel: x, actions: [{text: t, url: "http://x/"}]}',
    global:
      '{rocketchat_token_file: secret.txt, rocketchat_token_id: 1dent, rocketchat_api_url: "http://rc.example"}',
    secret: 'from-file',
    expected: { settings: { apiUrl: 'http://rc.example/', channel: 'x' } },
  },
  {
    kind: 'mattermost',
    entry: '{webhook_url: "https://chat.example/T0P-SECRET", fields: [{title: a, value: b, short: no}]}',
    secret: 'https://chat.example/T0P-SECRET',
    expected: { sendResolved: true, settings: { fields: [{ title: 'a', value: 'b', short: false }] } },
  },
  {
    kind: 'mattermost',
    entry:
      '{priority: {priority: urgent, requested_ack: true}, props: {card: c}, attachments: [{author_name: x}]}',
    global: '{mattermost_webhook_url_file: secret.txt}',
    secret: 'from-file',
    expected: {
      settings: {
        card: 'c',
        priority: { priority: 'urgent', requestedAck: true, persistentNotifications: false },
        attachments: [{ authorName: 'x', fields: [] }],
      },
    },
  },
  {
    kind: 'wechat',
    entry: '{api_secret: w3chat, corp_id: corp, to_party: 1, agent_id: 7}',
    secret: 'w3chat',
    expected: {
      sendResolved: false,
      settings: {
        apiUrl: 'https://qyapi.weixin.qq.com/cgi-bin/',
        corpId: 'corp',
        toParty: '1',
        agentId: '7',
        messageType: 'text',
      },
    },
  },
  {
    kind: 'wechat',
    entry: '{message_type: markdown, send_resolved: true}',
    global:
      '{wechat_api_secret_file: secret.txt, wechat_api_corp_id: corp, wechat_api_url: "http://wx.example/x"}',
    secret: 'from-file',
    expected: {
      sendResolved: true,
      settings: { apiUrl: 'http://wx.example/x/', corpId: 'corp', messageType: 'markdown' },
    },
  },
  {
    kind: 'jira',
    entry:
      '{api_url: "https://x.atlassian.net/rest/api/2", project: OPS, issue_type: Bug, summary: s, ' +
      'description: {enable_update: false}, reopen_duration: 30d, fields: {a: 1, b: [yes, "x"]}, ' +
      'http_config: {basic_auth: {username: u, password: j1rapass}}}',
    secret: 'j1rapass',
    expected: {
      sendResolved: true,
      settings: {
        apiType: 'auto',
        summary: { template: 's', updates: true },
        description: { template: undefined, updates: false },
        reopenDurationMs: 30 * 86_400_000,
        fields: { a: 1, b: [true, 'x'] },
      },
    },
  },
  {
    kind: 'jira',
    entry:
      '{project: OPS, issue_type: Bug, api_type: datacenter, http_config: {authorization: {credentials_file: /secret.txt}}}',
    global: '{jira_api_url: "http://jira.example/rest/api/2"}',
    secret: 'from-file',
    expected: { settings: { apiUrl: 'http://jira.example/rest/api/2', apiType: 'datacenter' } },
  },
  {
    kind: 'sns',
    entry:
      '{topic_arn: arn, sigv4: {region: eu-central-1, access_key: AKIA, secret_key: s1gv4, role_arn: r, external_id: e}, attributes: {a: 1}}',
    secret: 's1gv4',
    expected: {
      sendResolved: true,
      settings: {
        topicArn: 'arn',
        sigv4: { region: 'eu-central-1', accessKey: 'AKIA', roleArn: 'r', externalId: 'e' },
        attributes: { a: '1' },
      },
    },
  },
];

test.each(accepted)('$kind $entry with global $global', ({ kind, entry, global, expected, secret }) => {
  const found = integration(kind, entry, global);
  expect(found).toMatchObject({ type: kind, index: 0, ...expected });
  const secrets = secretsIn(found.settings);
  expect(secrets).toContain(secret);
});

test.each(accepted)(
  'the shown configuration of $kind $entry is read again',
  ({ kind, entry, global, secret }) => {
    const { original } = read(withIntegration(kind, entry, global), files);
    expect(original).not.toContain(secret);
    const again = original.replaceAll('<secret>', 'http://x/y');
    expect(read(again, files).receivers.get('a')!.integrations).toHaveLength(1);
  },
);

/** What upstream refuses, and so do we. */
const refused: readonly [kind: string, entry: string, expected: string][] = [
  ['pagerduty', '{client: x}', '6:5: nothing says whom PagerDuty should page: add routing_key'],
  ['pagerduty', '{routing_key: x, routing_key_file: y}', 'routing_key and routing_key_file are both given'],
  ['pagerduty', '{service_key: x, service_key_file: y}', 'service_key and service_key_file are both given'],
  ['pagerduty', '{routing_key: x, url: events}', '6:27: expected an address'],
  ['opsgenie', '{api_key: x, api_key_file: y}', 'api_key and api_key_file are both given'],
  ['opsgenie', '{message: x}', 'there is no key for Opsgenie: add api_key here'],
  ['opsgenie', '{api_key: x, responders: [{type: team}]}', 'nothing says who this responder is'],
  ['opsgenie', '{api_key: x, responders: [{name: a, type: "{{"}]}', 'the type of a responder is team'],
  ['slack', '{api_url: "{{ .x }}"}', '6:15: expected an address'],
  ['opsgenie', '{api_key: x, responders: [{name: a, type: wrong}]}', 'the type of a responder is team'],
  ['msteamsv2', '{send_resolved: true}', '6:5: nothing or too much says where to post: give webhook_url or'],
  ['msteamsv2', '{webhook_url: "http://x/", webhook_url_file: y}', 'nothing or too much says where to post'],
  ['msteamsv2', '{webhook_url: "{{ .x }}"}', '6:19: expected an address'],
  ['msteams', '{send_resolved: true}', '6:5: nothing or too much says where to post: give webhook_url or'],
  ['msteams', '{webhook_url: "http://x/", webhook_url_file: y}', 'nothing or too much says where to post'],
  ['msteams', '{webhook_url: "{{ .x }}"}', '6:19: expected an address'],
  ['discord', '{send_resolved: true}', '6:5: nothing or too much says where to post: give webhook_url or'],
  ['discord', '{webhook_url: "http://x/", webhook_url_file: y}', 'nothing or too much says where to post'],
  ['discord', '{webhook_url: "{{ .x }}"}', '6:19: expected an address'],
  ['telegram', '{chat_id: 5}', 'there is no bot for Telegram: add bot_token here'],
  ['telegram', '{bot_token: x}', 'nothing or too much says which chat to tell'],
  ['telegram', '{bot_token: x, chat_id: 5, chat_id_file: y}', 'nothing or too much says which chat to tell'],
  [
    'telegram',
    '{bot_token: x, bot_token_file: y, chat_id: 5}',
    'bot_token and bot_token_file are both given',
  ],
  ['telegram', '{bot_token: x, chat_id: 5, parse_mode: html}', 'parse_mode is HTML, Markdown, MarkdownV2'],
  ['telegram', '{bot_token: x, chat_id: "5"}', 'expected a whole number, without quotes'],
  ['victorops', '{api_key: x}', 'routing_key is missing'],
  ['victorops', '{routing_key: x}', 'there is no key for VictorOps: add api_key here'],
  ['victorops', '{routing_key: x, api_key: x, api_key_file: y}', 'api_key and api_key_file are both given'],
  [
    'victorops',
    '{routing_key: x, api_key: x, custom_fields: {entity_id: y}}',
    'a custom field cannot have one of',
  ],
  ['webex', '{http_config: {authorization: {credentials: x}}}', 'room_id is missing'],
  ['webex', '{room_id: r}', 'nothing says who posts to Webex'],
  ['webex', '{room_id: r, http_config: {follow_redirects: true}}', 'nothing says who posts to Webex'],
  ['pushover', '{token: x}', 'nothing says whom Pushover should tell'],
  ['pushover', '{user_key: x}', 'nothing says which application'],
  ['pushover', '{user_key: x, user_key_file: y, token: x}', 'user_key and user_key_file are both given'],
  ['pushover', '{user_key: x, token: x, token_file: y}', 'token and token_file are both given'],
  ['pushover', '{user_key: x, token: x, html: true, monospace: true}', 'html and monospace are both given'],
  ['pushover', '{user_key: x, token: x, retry: 1d}', 'not a duration'],
  ['incidentio', '{alert_source_token: x}', 'nothing or too much says where incident.io takes alerts'],
  [
    'incidentio',
    '{url: "http://x/", url_file: y}',
    'nothing or too much says where incident.io takes alerts',
  ],
  ['incidentio', '{url: "http://x/", alert_source_token: x, alert_source_token_file: y}', 'are both given'],
  [
    'incidentio',
    '{url: "http://x/", http_config: {follow_redirects: true}}',
    'nothing says who tells incident.io',
  ],
  [
    'incidentio',
    '{url: "http://x/", alert_source_token: x, http_config: {authorization: {credentials: y}}}',
    'a token and http_config.authorization are both given',
  ],
  ['rocketchat', '{token: x}', 'nothing says who posts to Rocket.Chat'],
  ['rocketchat', '{token_id: x}', 'there is no token for Rocket.Chat'],
  ['rocketchat', '{token: x, token_file: y, token_id: z}', 'token and token_file are both given'],
  ['rocketchat', '{token: x, token_id: z, token_id_file: y}', 'token_id and token_id_file are both given'],
  ['mattermost', '{channel: x}', '6:5: nothing says where to post: add webhook_url here'],
  ['mattermost', '{webhook_url: "http://x/", webhook_url_file: y}', 'are both given'],
  ['mattermost', '{webhook_url: "http://x/", fields: [{title: a}]}', 'value is missing'],
  ['mattermost', '{webhook_url: "http://x/", attachments: [{colour: a}]}', 'unknown field "colour"'],
  ['wechat', '{corp_id: x}', 'there is no secret for WeChat'],
  ['wechat', '{api_secret: x}', 'nothing says which company posts to WeChat'],
  ['wechat', '{api_secret: x, api_secret_file: y, corp_id: x}', 'are both given'],
  ['wechat', '{api_secret: x, corp_id: x, message_type: html}', 'message_type is text or markdown'],
  ['jira', '{project: x, issue_type: y}', 'nothing says where Jira is'],
  ['jira', '{api_url: "http://x/", issue_type: y}', 'project is missing'],
  ['jira', '{api_url: "http://x/", project: y}', 'issue_type is missing'],
  [
    'jira',
    '{api_url: "http://x/", project: x, issue_type: y, api_type: server}',
    'api_type is auto, cloud or',
  ],
  ['jira', '{api_url: "http://x/", project: x, issue_type: y, reopen_duration: 1.5h}', 'not a duration'],
  ['jira', '{api_url: "http://x/", project: x, issue_type: y, summary: {text: z}}', 'unknown field "text"'],
  ['sns', '{sigv4: {region: x}}', 'nothing or too much says where to publish'],
  ['sns', '{topic_arn: a, target_arn: b}', 'nothing or too much says where to publish'],
  ['sns', '{topic_arn: a, sigv4: {access_key: x}}', 'access_key and secret_key go together'],
  ['sns', '{topic_arn: a, sigv4: {external_id: x}}', 'external_id is for a role'],
];

test.each(refused)('%s %s is refused: %s', (kind, entry, expected) => {
  expect(refusal(withIntegration(kind, entry))).toContain(expected);
});

const kinds = [...new Set(accepted.map(({ kind }) => kind))];
test.each(kinds)('an unknown field of %s is refused by name', (kind) => {
  expect(refusal(withIntegration(kind, '{no_such_field: x}'))).toContain('unknown field "no_such_field"');
});

test('an empty image or link of PagerDuty is one without an address, as upstream takes it', () => {
  const { settings } = integration('pagerduty', '{routing_key: abc, images: [~, {src: x}], links: [~]}');
  expect(settings).toMatchObject({
    images: [
      { src: '', alt: '', href: '' },
      { src: 'x', alt: '', href: '' },
    ],
    links: [{ href: '', text: '' }],
  });
});
