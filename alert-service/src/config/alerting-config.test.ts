import { expect, test } from '@jest/globals';
import type { AlertingSettings } from './alerting-config.ts';
import { InvalidConfiguration } from './config-error.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

const read = (text: string): TocsinConfig =>
  readTocsinConfig({
    file: '/etc/tocsin/tocsin.yml',
    text,
    receivers: new Map(),
    readFile: (file) => `content of ${file}`,
  });
const alerting = (lines: string): AlertingSettings => read(`alerting:\n${lines}`).alerting;
const fault = (text: string): string => {
  try {
    read(text);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    return error.message;
  }
};

test('without it, nobody else is told', () => {
  expect(read('').alerting).toEqual({ relabel: [], alertmanagers: [] });
  expect(read('alerting:').alerting).toEqual({ relabel: [], alertmanagers: [] });
});

test('what Prometheus’s own file says is read as it reads it', () => {
  const { relabel, alertmanagers } = alerting(`
  alert_relabel_configs:
    - {action: labeldrop, regex: replica}
  alertmanagers:
    - scheme: https
      path_prefix: /am/
      timeout: 3s
      api_version: v2
      basic_auth: {username: tocsin, password_file: password}
      alert_relabel_configs: [{target_label: via, replacement: tocsin}]
      static_configs:
        - {targets: ['am-1:9093', 'am-2:9093', 'am-1:9093'], labels: {zone: a}}
    - static_configs: [{targets: [localhost]}]`);
  expect(relabel).toHaveLength(1);
  expect(alertmanagers.map(({ url, timeoutMs }) => [url, timeoutMs])).toEqual([
    ['https://am-1:9093/am/api/v2/alerts', 3_000],
    ['https://am-2:9093/am/api/v2/alerts', 3_000],
    ['http://localhost/api/v2/alerts', 10_000],
  ]);
  expect(alertmanagers[0]?.relabel).toMatchObject([{ targetLabel: 'via' }]);
  expect(alertmanagers[0]?.http.basicAuth?.password.reveal()).toBe('content of /etc/tocsin/password');
});

test('targets are relabelled, and may be dropped so', () => {
  const { alertmanagers } = alerting(`
  alertmanagers:
    - relabel_configs:
        - {action: drop, source_labels: [zone], regex: b}
        - {source_labels: [__address__], target_label: __address__, replacement: "$1:9093"}
        - {target_label: __scheme__, replacement: https}
        - {target_label: __alerts_path__, replacement: /push}
      static_configs:
        - {targets: [am-1], labels: {zone: a}}
        - {targets: [am-2], labels: {zone: b}}`);
  expect(alertmanagers.map(({ url }) => url)).toEqual(['https://am-1:9093/push']);
});

test('the hash tells of a changed pattern, and of no secret', () => {
  const of = (regex: string, password: string): string =>
    read(
      `alerting: {alert_relabel_configs: [{action: labeldrop, regex: ${regex}}], alertmanagers: [{basic_auth: {username: u, password: ${password}}}]}`,
    ).hash;
  expect(of('a', 'x')).not.toBe(of('b', 'x'));
  expect(of('a', 'x')).toBe(of('a', 'y'));
});

const one = (entry: string): string => `alerting: {alertmanagers: [${entry}]}`;
test.each<[string, string]>([
  [one('{static_configs: [{targets: ["http://am:9093"]}]}'), '1:57: expected host:port here'],
  [one('{static_configs: [{targets: ["sam:pw@am:9093"]}]}'), 'credentials are fields of their own'],
  [one('{scheme: ftp}'), '1:37: scheme is http or https'],
  [one('{timeout: 0s}'), 'timeout cannot be zero'],
  [one('{api_version: v1}'), 'API v2 only'],
  [
    one('{dns_sd_configs: [{names: [am]}]}'),
    'dns_sd_configs is not supported yet: write where each Alertmanager is',
  ],
  [one('{kubernetes_sd_configs: [{role: pod}]}'), 'kubernetes_sd_configs is not supported yet'],
  [one('{sigv4: {region: x}}'), 'sigv4 is not supported yet'],
  [one('{basic_auth: {username: a}, bearer_token: b}'), 'keep one'],
  [one('{static_config: []}'), 'unknown field "static_config"; did you mean "static_configs"?'],
  [
    'alerting: {alert_relabel_configs: [{action: dorp}]}',
    '1:45: there is no relabel action "dorp"; did you mean "drop"?',
  ],
])('refused with its place: %s', (text, message) => {
  expect(fault(text)).toContain(message);
});

test('a watchdog calls each minute, by default only while the whole chain works', () => {
  const { watchdog } = read('watchdog: {url: "https://hc-ping.com/1b2c"}');
  expect(watchdog).toMatchObject({
    method: 'GET',
    intervalMs: 60_000,
    timeoutMs: 10_000,
    checks: ['storage', 'rules', 'delivery'],
  });
  expect(watchdog?.url.reveal()).toBe('https://hc-ping.com/1b2c');
  expect(read('').watchdog).toBeUndefined();
});

test('a watchdog’s address may stand in a file, and it may be told why', () => {
  const { watchdog } = read(
    'watchdog: {url_file: ping, fail_url: "http://x/fail", method: POST, body: alive, interval: 20s, only_while: [rules], http_config: {authorization: {type: GenieKey, credentials: k}}}',
  );
  expect(watchdog?.url.reveal()).toBe('content of /etc/tocsin/ping');
  expect(watchdog?.failUrl?.reveal()).toBe('http://x/fail');
  expect(watchdog).toMatchObject({ method: 'POST', body: 'alive', intervalMs: 20_000, checks: ['rules'] });
  expect(watchdog?.http.authorization?.type).toBe('GenieKey');
});

test.each<[string, string]>([
  ['watchdog: {interval: 1m}', 'give url or url_file'],
  ['watchdog: {url: "http://a/", url_file: b}', 'give url or url_file'],
  ['watchdog: {url: nowhere}', 'begins with http:// or https://'],
  ['watchdog: {url: "http://a/", interval: 10ms}', 'interval must be at least 1s'],
  ['watchdog: {url: "http://a/", body: x}', 'add `method: POST`'],
  ['watchdog: {url: "http://a/", only_while: [engine]}', 'expected storage, rules or delivery'],
])('refused: %s', (text, message) => {
  expect(fault(text)).toContain(message);
});
