import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import { good, read } from './kit/alertmanager-examples.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

const { receivers } = read(
  `${good}- name: quiet\n  slack_configs: [{api_url: http://x/}]\n`.replace('- name: nobody\n', ''),
);
const readOwn = (text: string): TocsinConfig =>
  readTocsinConfig({
    file: '/etc/am/tocsin.yml',
    text,
    receivers,
    readFile: (file) => `content of ${file}\n`,
  });

const wrong = (text: string): string => {
  try {
    readOwn(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message.replaceAll('/etc/am/tocsin.yml:', '');
    throw error;
  }
  return 'accepted';
};

test('without a file there are defaults: no incident for Watchdog and InfoInhibitor, a day of attempts', () => {
  expect(readOwn('')).toMatchObject({
    incidents: { exclude: [[{ name: 'alertname', op: '=~', value: 'Watchdog|InfoInhibitor' }]] },
    person: { name: 'local' },
    delivery: { giveUpAfterMs: 86_400_000 },
  });
  expect(readOwn('')).not.toHaveProperty('slackApp');
});

test('everything that can be said is read', () => {
  const config = readOwn(`
slack_app:
  token_file: bot.token
  api_url: http://127.0.0.1:9095/api/
  receivers: [chat]
incidents:
  exclude: ['severity="test",team="a"', alertname=Heartbeat]
person: {name: Mia}
delivery: {give_up_after: 2h}
receivers: [{name: chat, fallback: {receiver: team, after: 5m}, rate_limit: {messages: 20, per: 1m}}]
api: {tokens: [{name: robot, kind: client, role: operator, token: robot-secret}]}
`);
  expect(config).toMatchObject({
    slackApp: { apiUrl: 'http://127.0.0.1:9095/api/', receivers: ['chat'] },
    incidents: {
      exclude: [
        [
          { name: 'severity', op: '=', value: 'test' },
          { name: 'team', op: '=', value: 'a' },
        ],
        [{ name: 'alertname', op: '=', value: 'Heartbeat' }],
      ],
    },
    person: { name: 'Mia' },
    delivery: { giveUpAfterMs: 7_200_000 },
    tokens: [{ name: 'robot', kind: 'client', role: 'operator' }],
  });
  expect(config.receiverRules.get('chat')).toEqual({
    fallback: { receiver: 'team', afterMs: 300_000 },
    rateLimit: { messages: 20, perMs: 60_000 },
  });
  expect(config.slackApp?.token.reveal()).toBe('content of /etc/am/bot.token');
  expect(config.slackApp).not.toHaveProperty('answers');
  expect(config.tokens[0]?.token.reveal()).toBe('robot-secret');
  expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('robot-secret');
});

test.each([
  ['slack_app: {token: x, receivers: [chatt]}', '1:35: there is no receiver "chatt"; did you mean "chat"?'],
  ['slack_app: {token: x, receivers: [team]}', '1:35: the receiver "team" has no slack_configs: add them'],
  [
    'slack_app: {token: x, receivers: [quiet]}',
    '1:35: the Slack app must know where to post: add `channel:`',
  ],
  ['slack_app: {receivers: [chat]}', '1:1: the Slack app needs its bot token: add token_file, or token'],
  ['slack_app: {token: x, token_file: y}', '1:35: token and token_file are both given: keep one'],
  [
    'slack_app: {token: x, app_token: y, app_token_file: z}',
    'app_token and app_token_file are both given: keep one',
  ],
  ['slack_app: {token: x, api_url: slack.com}', '1:32: expected an address that begins with http://'],
  ['incidents: {exclude: ["x="]}\nincident: {}', '2:1: unknown field "incident"; did you mean "incidents"?'],
  ['incidents: {exclude: [x]}', '1:23: cannot read these matchers: bad matcher format: x'],
  ['incidents: {exclude: ["{}"]}', '1:23: this would exclude every alert: write matchers'],
  ['person: {nam: x}', '1:10: unknown field "nam"; did you mean "name"?'],
  ['delivery: {give_up_after: 0s}', '1:27: give_up_after cannot be zero: write a duration such as 24h'],
  ['delivery: {give_up_after: soon}', '1:27: "soon" is not a duration'],
  ['data_sources: [{name: a, url: x}]', '1:31: the Prometheus address must begin with http:// or https://'],
  ['api: {tokens: [{name: a, kind: bot, token: x}]}', 'kind is proxy (Grafana, for its viewers) or client'],
  ['api: {tokens: [{name: a, kind: proxy}]}', 'the token itself is missing: add token_file, or token'],
  ['receivers: [{name: chatt}]', '1:20: there is no receiver "chatt"; did you mean "chat"?'],
  [
    'receivers: [{name: chat, fallback: {receiver: tam, after: 1m}}]',
    '1:47: there is no receiver "tam"; did you mean "team"?',
  ],
  [
    'receivers: [{name: chat, fallback: {receiver: team, after: 1m}}, {name: team, fallback: {receiver: chat, after: 1m}}]',
    'the fallback goes in a circle: chat, then team, then chat',
  ],
  ['receivers: [{name: chat}, {name: chat}]', 'the receiver "chat" is told of twice: join the two'],
  ['receivers: [{name: chat, rate_limit: {messages: 0, per: 1m}}]', 'messages must be at least 1'],
  ['- x', '1:1: expected fields here, such as `name: value`'],
])('%s is refused: %s', (text, expected) => {
  expect(wrong(text)).toContain(expected);
});

test('a Slack app that is answered has a signing secret, a token of its own for Socket Mode, or both', () => {
  const answers = (more: string) => readOwn(`slack_app: {token: x, ${more}}`).slackApp?.answers;
  expect(answers('signing_secret_file: s')?.signingSecret?.reveal()).toBe('content of /etc/am/s');
  expect(answers('signing_secret: s')).not.toHaveProperty('appToken');
  const both = answers('signing_secret: s, app_token: xapp-1, allow_unknown_users: true');
  expect([both?.appToken?.reveal(), both?.allowUnknownUsers]).toEqual(['xapp-1', true]);
});
