import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { child, email, end, good, read, slack, webhook, wrong } from './kit/alertmanager-examples.ts';

// What is wrong, and where. The third column: whether Alertmanager refuses it too.
const bad: [string, string, 'as upstream' | 'ours'][] = [
  ['', '1:1: there is no route: add `route:`', 'as upstream'],
  ['route: [', '1:9: the indentation does not fit', 'as upstream'],
  ['route:\n\treceiver: a\n', '2:1: a tab cannot indent YAML: use spaces', 'as upstream'],
  [`route: {receiver: a}\nroute: {receiver: a}\n${end}`, '2:1: this field is given twice', 'as upstream'],
  [`rout: {receiver: a}\n${end}`, '1:1: unknown field "rout"; did you mean "route"?', 'as upstream'],
  [`route: {recevier: a}\n${end}`, '1:9: unknown field "recevier"; did you mean "receiver"?', 'as upstream'],
  [`route: {receiver: a, continue: true}\n${end}`, '1:32: the root route cannot continue', 'as upstream'],
  [`route: {group_by: [x]}\n${end}`, '1:1: the root route must name a receiver', 'as upstream'],
  [
    `route:\n  receiver: a\n  matchers: [x=y]\n${end}`,
    '3:3: the root route must match everything',
    'as upstream',
  ],
  [`route: {receiver: team-a}\n${end}`, '1:19: there is no receiver "team-a"; there is a, b', 'as upstream'],
  [child('receiver: bb'), '4:15: there is no receiver "bb"; did you mean "b"?', 'as upstream'],
  [
    `route: {receiver: a}\n${end}- name: a\n`,
    '5:9: there are two receivers "a": give each a name of its own',
    'as upstream',
  ],
  [
    'route: {receiver: a}\nreceivers:\n- name: a\n- {}\n',
    '4:3: name is missing: add `name: …`',
    'as upstream',
  ],
  [child('group_by: [x, y, x]'), '4:22: the label "x" is listed twice: keep one', 'as upstream'],
  [child("group_by: ['...', y]"), "4:5: '...' groups by all labels", 'as upstream'],
  [child("group_by: ['']"), '4:16: "" is no label name', 'as upstream'],
  [child('repeat_interval: 0s'), '4:22: repeat_interval cannot be zero', 'as upstream'],
  [child('group_interval: 0'), '4:21: group_interval cannot be zero', 'as upstream'],
  [child('group_wait: 5 minutes'), '4:17: "5 minutes" is not a duration: write numbers with', 'as upstream'],
  [child('group_wait: 1h1d'), '4:17: "1h1d" is not a duration', 'as upstream'],
  [child('continue: maybe'), '4:15: expected true or false, without quotes', 'as upstream'],
  [child('matchers: [x]'), '4:16: cannot read this matcher: bad matcher format: x', 'as upstream'],
  [
    child('matchers:\n    - \'x=~"("\''),
    '5:7: cannot read this matcher: error parsing regexp',
    'as upstream',
  ],
  [child("match_re: {x: '('}"), '4:19: x: error parsing regexp', 'as upstream'],
  [child('match_re:\n      x:'), '5:7: x: a regular expression is missing', 'as upstream'],
  [child('match: {a.b: c}'), '4:18: a.b: is no label name', 'as upstream'],
  [child('matchers: [{x: y}]'), '4:16: expected a matcher as a text, such as', 'as upstream'],
  [child('matchers: x=y'), '4:15: expected a list of matchers, each after a dash', 'as upstream'],
  [child('mute_time_intervals: [night]'), '4:27: there is no time interval "night"', 'as upstream'],
  [slack('channel: x'), '5:5: nothing says how to reach Slack: add api_url or app_token', 'as upstream'],
  [
    slack('api_url: hooks.slack.com'),
    '5:14: expected an address that begins with http:// or https://',
    'as upstream',
  ],
  [
    slack('{api_url: http://x/y, api_url_file: z}'),
    '5:41: api_url and api_url_file are both given: keep one',
    'as upstream',
  ],
  [
    slack('{api_url: http://x/y, app_token: z}'),
    '5:5: a webhook address and an app token are both given',
    'as upstream',
  ],
  [
    slack('{api_url: http://x/y, update_message: true}'),
    '5:43: update_message works with a bot token only',
    'as upstream',
  ],
  [slack('{api_url: http://x/y, fields: [{title: x}]}'), '5:36: value is missing', 'as upstream'],
  [
    slack('{api_url: http://x/y, actions: [{type: button, text: x}]}'),
    '5:37: an action needs somewhere to go',
    'as upstream',
  ],
  [
    slack('{api_url: http://x/y, timeout: 1d}'),
    '5:36: not a duration: write numbers with h, m, s or ms',
    'as upstream',
  ],
  [slack("api_url: ''"), '5:14: expected an address that begins with', 'as upstream'],
  [slack('{api_url: 5m, update_message: true}'), '5:15: expected an address that begins with', 'as upstream'],
  [slack("{api_url: http://x/y, timeout: ''}"), '5:36: not a duration', 'as upstream'],
  [webhook('{url: http://x/, max_alerts: 12:30}'), '5:34: expected a whole number', 'as upstream'],
  [
    slack('{api_url: http://x/y, chanel: x}'),
    '5:27: unknown field "chanel"; did you mean "channel"?',
    'as upstream',
  ],
  [slack("{api_url: '<secret>'}"), '5:15: <secret> is what takes a secret’s place', 'ours'],
  [
    'global: {slack_app_token: a, slack_app_token_file: b}\nroute: {receiver: a}\nreceivers: [{name: a}]\n',
    '1:52: slack_app_token and slack_app_token_file are both given',
    'as upstream',
  ],
  [email('from: x@y'), '6:5: to is missing: add `to: …`', 'as upstream'],
  [email('{to: x@y, html: [b]}'), '6:', 'as upstream'],
  [
    email('{to: x@y, smarthost: mail}'),
    '6:26: expected host:port, such as mail.example.com:587',
    'as upstream',
  ],
  [
    email('{to: x@y, headers: {subject: a, Subject: b}}'),
    '6:46: the header Subject is given twice',
    'as upstream',
  ],
  [email('{to: x@y, tls_config: {cert_file: c}}'), '6:15: a client certificate needs its key', 'as upstream'],
  [
    email('{to: x@y, threading: {enabled: true, thread_by_date: weekly}}'),
    '6:58: thread_by_date is none or daily',
    'as upstream',
  ],
  [
    email('{to: x@y, headers: {references: a}, threading: {enabled: true, thread_by_date: daily}}'),
    '6:15: threading writes References and In-Reply-To',
    'as upstream',
  ],
  [
    'route: {receiver: a}\nreceivers:\n- name: a\n  email_configs:\n  - to: x@y\n',
    '5:5: no mail server is named: add `smarthost: host:port` here, or smtp_smarthost',
    'as upstream',
  ],
  [webhook('max_alerts: 1'), '5:5: a webhook needs its address: give url or url_file', 'as upstream'],
  [
    webhook('{url: http://x/, url_file: y}'),
    '5:5: a webhook needs its address: give url or url_file, one of them',
    'as upstream',
  ],
  [
    webhook('{url: ftp://x/}'),
    '5:11: expected an address that begins with http:// or https://',
    'as upstream',
  ],
  [webhook('{url: http://x/, timeout: 5}'), '5:31: a number without a unit counts nanoseconds', 'ours'],
  [webhook("{url: 'http://x/{{ .y'}"), '5:11: the template in this address cannot be read', 'as upstream'],
  [webhook('{url: http://x/, max_alerts: -1}'), '5:34: expected 0 or more', 'as upstream'],
  [
    webhook('{url: http://x/, http_config: {bearer_token: x, basic_auth: {username: u}}}'),
    '5:22: only one of authorization, basic_auth',
    'as upstream',
  ],
  [
    webhook('{url: http://x/, http_config: {authorization: {type: Basic, credentials: x}}}'),
    '5:58: the type cannot be basic: use basic_auth',
    'as upstream',
  ],
  [`global: {smtp_smarthost: mail}\nroute: {receiver: a}\n${end}`, '1:26: expected host:port', 'as upstream'],
  [
    `global: {resolve_timeout: 5}\nroute: {receiver: a}\n${end}`,
    '1:27: "5" is a duration without a unit: write 5s, or 5m',
    'as upstream',
  ],
  [`route: {receiver: a}\ntemplates: x.tmpl\n${end}`, '2:12: ', 'as upstream'],
  [
    'route: {receiver: a}\nreceivers: {name: a}\n',
    '2:1: expected a list of receivers, each after a dash',
    'as upstream',
  ],
];

test.each(bad)('%j is refused: %s', (text, expected) => {
  expect(wrong(text)).toContain(expected);
});

test('several errors are told together, in the order of the file', () => {
  expect(
    wrong(`global: {resolve_timeout: x}\nroute:\n  receiver: nobody\n  group_wait: y\n${end}oops: 1\n`).split(
      '\n',
    ),
  ).toEqual([
    expect.stringMatching(/^1:27: "x" is not a duration/),
    expect.stringMatching(/^4:15: "y" is not a duration/),
    expect.stringMatching(/^8:1: unknown field "oops"/),
  ]);
});

test('of more than 20 errors 20 are listed and the others counted', () => {
  const many = Array.from({ length: 30 }, () => '  - receiver: nobody\n').join('');
  try {
    read(`route:\n  receiver: a\n  routes:\n${many}${end}`);
  } catch (error) {
    expect(error).toMatchObject({
      count: 30,
      errors: { length: 20 },
      message: expect.stringContaining('and 10 more'),
    });
  }
  expect.assertions(1);
});

test('the route tree has everything inherited filled in, and upstream’s keys', () => {
  const { root } = read(good);
  expect(root).toMatchObject({
    key: '{}',
    receiver: 'team',
    groupBy: { all: false, labels: ['alertname', 'cluster'] },
    groupWaitMs: 30_000,
    groupIntervalMs: 300_000,
    repeatIntervalMs: 86_400_000,
    line: 9,
  });
  const [a, b, again] = root.children;
  expect(a).toMatchObject({
    key: '{}/{severity=~"critical|page",team="a"}',
    receiver: 'chat',
    groupBy: { all: false, labels: [] },
    groupWaitMs: 3000,
    repeatIntervalMs: 86_400_000,
    line: 14,
  });
  expect(a?.children[0]).toMatchObject({
    key: '{}/{severity=~"critical|page",team="a"}/{code="0500",enabled="yes",env=~"^(?:prod.*)$"}',
    receiver: 'chat',
    groupBy: { all: true, labels: [] },
    groupWaitMs: 3000,
  });
  expect(b).toMatchObject({ key: '{}/{team="b"}', receiver: 'team', continue: true, labels: { owner: 'b' } });
  expect(again).toMatchObject({
    key: '{}/{team="b"}#2',
    groupIntervalMs: 60_000,
    groupBy: { labels: ['alertname', 'cluster'] },
  });
});

test('integrations have the global defaults filled in, and upstream’s defaults for send_resolved', () => {
  const config = read(good, { '/etc/am/bot.token': 'xoxb-from-file\n' });
  const [email] = config.receivers.get('team')?.integrations ?? [];
  expect(email).toMatchObject({
    key: 'email[0]',
    type: 'email',
    sendResolved: false,
    settings: {
      smarthost: { host: 'mail.example.com', port: 587 },
      from: 'alerts@example.com',
      hello: 'localhost',
      authUsername: 'alerts',
      requireTls: false,
      tls: { insecureSkipVerify: true },
      headers: { 'Reply-To': 'x@example.com' },
      html: true,
    },
  });
  const [hook, first, second, third] = config.receivers.get('chat')?.integrations ?? [];
  if (email?.type !== 'email' || hook?.type !== 'webhook') throw new Error('the order is another');
  if (first?.type !== 'slack' || second?.type !== 'slack' || third?.type !== 'slack')
    throw new Error('no slack');
  expect(email.settings.authPassword?.reveal()).toBe('hunter2hunter2');
  expect(hook).toMatchObject({ key: 'webhook[0]', sendResolved: true, settings: { maxAlerts: 3 } });
  expect(hook.settings.url.reveal()).toBe('http://127.0.0.1:5001/secret-path');
  expect(hook.settings.http.basicAuth?.password.reveal()).toBe('basic-secret');
  expect(first).toMatchObject({
    key: 'slack[0]',
    sendResolved: true,
    settings: {
      channel: '#alerts',
      title: '5',
      text: '',
      timeoutMs: 90_000,
      fields: [{ title: 't', value: 'v', short: true }],
      actions: [{ type: 'button', text: 'open', url: 'http://x/' }],
    },
  });
  expect(first.settings.url.reveal()).toBe('https://hooks.slack.com/services/T/B/SECRETPATH');
  expect(first.settings).not.toHaveProperty('token');
  expect([second.key, second.settings.token?.reveal()]).toEqual(['slack[1]', 'xoxb-from-file']);
  expect(second.settings.url.reveal()).toBe('https://slack.com/api/chat.postMessage');
  expect([third.settings.updateMessage, third.settings.token?.reveal()]).toEqual([true, 'xoxb-secret-token']);
  expect(config.resolveTimeoutMs).toBe(600_000);
  expect(config.receivers.get('nobody')?.integrations).toEqual([]);
});

test('mail has all of TLS, the global one where it has none of its own, with files from where we were started', () => {
  const text = email('{to: x@y}').replace(
    'global: {',
    'global: {smtp_tls_config: {ca_file: ca.pem, cert_file: c.pem, key: k, min_version: TLS12}, ',
  );
  const [mail] = read(text, { 'ca.pem': 'CA', 'c.pem': 'CERT' }).receivers.get('a')?.integrations ?? [];
  if (mail?.type !== 'email') throw new Error('no mail');
  const { ca, cert, key, minVersion } = mail.settings.tls ?? {};
  expect([ca?.reveal(), cert?.reveal(), key?.reveal(), minVersion]).toEqual(['CA', 'CERT', 'k', 'TLSv1.2']);
});

test('a secret in a file is read when it is used, and each time', () => {
  const files: Record<string, string> = { hook: 'http://one/\n' };
  const [hook] = read(webhook('url_file: hook'), files).receivers.get('a')?.integrations ?? [];
  if (hook?.type !== 'webhook') throw new Error('no webhook');
  expect(hook.settings.url.reveal()).toBe('http://one/');
  files.hook = 'http://two/';
  expect(hook.settings.url.reveal()).toBe('http://two/');
  delete files.hook;
  expect(() => hook.settings.url.reveal()).toThrow('no such file: hook');
});

test('a field left empty is Go’s zero value: no timeout, false, nothing of its own', () => {
  const config = read(
    'route: {receiver: a}\nglobal:\nreceivers:\n- name: a\n  webhook_configs:\n  - url: http://x/\n    send_resolved:\n    timeout:\n    http_config:\n  slack_configs:\n',
  );
  const [hook] = config.receivers.get('a')?.integrations ?? [];
  expect(hook?.sendResolved).toBe(false);
  expect(hook?.settings).not.toHaveProperty('timeoutMs');
});

test('empty global defaults are what they are when left out, and said where that is not what upstream takes', () => {
  const config = read(
    `route: {receiver: a}\nglobal:\n  resolve_timeout:\n  smtp_require_tls:\n  pagerduty_url:\n  jira_api_url:\n${end}`,
  );
  expect(config.resolveTimeoutMs).toBe(300_000);
  expect(config.warnings).toMatchObject([
    { line: 3, message: expect.stringContaining('means 5m here, and 0 to Alertmanager') },
    { line: 4, message: expect.stringContaining('mail may go out unencrypted') },
  ]);
});

test('a number without a unit is nanoseconds where Go reads a timeout, and a fraction of a whole number is cut off', () => {
  const [hook] =
    read(webhook('{url: http://x/, timeout: 5000000000, max_alerts: 2.9}')).receivers.get('a')
      ?.integrations ?? [];
  expect(hook?.settings).toMatchObject({ timeoutMs: 5000, maxAlerts: 2 });
});

test('anchors and merge keys work, and an error is told where the merged field was written', () => {
  const merged = (wait: string): string =>
    `route:\n  receiver: a\n  routes:\n  - &base\n    group_wait: ${wait}\n    matchers: [a=b]\n  - <<: *base\n    matchers: [c=d]\n${end}`;
  expect(read(merged('7s')).root.children.map(({ groupWaitMs }) => groupWaitMs)).toEqual([7000, 7000]);
  expect(wrong(merged('7x')).split('\n')).toEqual([
    expect.stringMatching(/^5:17: /),
    expect.stringMatching(/^5:17: /),
  ]);
});

test('a route label that is a broken template is told of, and does not stop the start', () => {
  const { warnings } = read(child("labels: {x: '{{ .y }}', z: '{{ .y '}"));
  expect(warnings).toMatchObject([
    { line: 4, column: 32, message: expect.stringContaining('lack this label') },
  ]);
});

test('merges are carried out in the order of writing, and matchers add up, as Go’s reader has it', () => {
  const { root } = read(
    `route:\n  receiver: a\n  routes:\n  - &base {receiver: b, match: {x: y}, matchers: [c=d], group_by: [m]}\n` +
      `  - {receiver: a, <<: *base}\n  - {<<: *base, receiver: a, match: {v: w}, matchers: [e=f], group_by: [n]}\n${end}`,
  );
  expect(root.children.map(({ receiver }) => receiver)).toEqual(['b', 'b', 'a']);
  expect(root.children[2]?.matchers.map(({ name }) => name)).toEqual(['c', 'e', 'v', 'x']);
  expect(root.children[2]?.groupBy.labels).toEqual(['n']);
});

test('quoted texts and brackets may go on at the margin, and errors in them keep their place', () => {
  const text = 'route: {\nreceiver: a,\nlabels: {x: \'one\ntwo\', y: "three\n\nfour"}, GROUP: b\n}\n' + end;
  expect(read(text.replace(', GROUP: b', '')).root.labels).toEqual({ x: 'one two', y: 'three\nfour' });
  expect(wrong(text)).toContain('6:9: unknown field "GROUP"');
});

test('a second document is not read, and told of', () => {
  const { warnings } = read(`route: {receiver: a}\n${end}---\nroute: [\n`);
  expect(warnings).toMatchObject([{ line: 5, message: expect.stringContaining('is not read') }]);
});

test.each([
  [
    `route: &r {receiver: a, routes: [*r]}\n${end}`,
    '1:34: this alias (*name) stands inside of what it names',
  ],
  [`route: {receiver: a}\n${end}# \u0007\n`, '5:3: a control character stands here'],
  [`%YAML 1.2\n---\nroute: {receiver: a}\n${end}`, '1:1: Alertmanager’s files are YAML 1.1'],
  [`route: {receiver: a, labels: {1: x, '1': y}}\n${end}`, '1:37: this field is given twice'],
  [`route: {receiver: a, labels: {[x]: y}}\n${end}`, '1:31: a field’s name must be a text'],
  [`route: {receiver: a, routes: [{<<: 5}]}\n${end}`, '1:36: a merge (<<) needs fields'],
  [`route: {receiver: a}\ntemplates: ['[x']\n${end}`, '2:13: this pattern opens a bracket'],
])('%j is refused: %s', (text, expected) => {
  expect(wrong(text)).toContain(expected);
});

test('what only the classic parser reads is accepted with a warning that says what to write', () => {
  const { warnings } = read(child('matchers: ["x=a b"]'));
  expect(warnings).toEqual([
    {
      file: '/etc/am/alertmanager.yml',
      line: 4,
      column: 16,
      message: expect.stringContaining('write {x="a b"}'),
    },
  ]);
});

test('the hash tells configurations apart, but not their secrets', () => {
  const { hash } = read(good);
  expect(read(good.replace('hunter2hunter2', 'other')).hash).toBe(hash);
  expect(read(`# a comment\n${good}`).hash).toBe(hash);
  expect(read(good.replace('group_wait: 3s', 'group_wait: 4s')).hash).not.toBe(hash);
});

// What is written here needs a new one; the older one of Debian is asked in test/config-agreement.
const amtool = /version 0\.(?:3[4-9]|[4-9]\d)/.test(
  spawnSync('amtool', ['--version'], { encoding: 'utf8' }).stdout ?? '',
);
const whereAmtoolIs = amtool ? test : test.skip;

whereAmtoolIs(
  'amtool refuses what we say it refuses, accepts what is merely not supported yet, and loads what we show',
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-amtool-'));
    const accepts = (text: string): boolean => {
      const file = path.join(folder, 'alertmanager.yml');
      writeFileSync(file, text);
      return spawnSync('amtool', ['check-config', file]).status === 0;
    };
    try {
      const template = path.join(folder, 'x.tmpl');
      writeFileSync(template, '');
      const disagreements = bad.filter(
        ([text, , whose]) => accepts(text.replace('x.tmpl', template)) !== (whose === 'ours'),
      );
      expect(disagreements).toEqual([]);
      expect(accepts(good)).toBe(true);
      expect(accepts(read(good).original)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
