import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { read, slack } from '../kit/alertmanager-examples.ts';

const shown = (text: string): Record<string, never> =>
  parse(read(text).original, { version: '1.1' }) as Record<string, never>;
const integration = (text: string, kind: string): unknown =>
  (shown(text)['receivers'] as unknown as Record<string, unknown[]>[])[0]?.[kind]?.[0];

const one = (global: string, kind: string, lines: string): string =>
  `global: {${global}}\nroute: {receiver: a}\nreceivers: [{name: a, ${kind}: [{${lines}}]}]\n`;

test('what is left out is shown as what it stands for, in Alertmanager’s order', () => {
  const text = one('', 'webhook_configs', 'url: "http://x/"');
  expect(read(text).original).toContain(
    [
      '  rocketchat_api_url: https://open.rocket.chat/',
      'route:',
      '  receiver: a',
      '  continue: false',
      'receivers:',
      '- name: a',
      '  labels:',
      '    name: a',
      '  webhook_configs:',
      '  - send_resolved: true',
      '    http_config:',
      '      follow_redirects: true',
      '      enable_http2: true',
      '    url: <secret>',
      '    url_file: ""',
      '    max_alerts: 0',
      '    timeout: 0s',
      'templates: []',
      '',
    ].join('\n'),
  );
});

test('a default text is a default template by its name, and one that is emptied is gone', () => {
  const mail = one('', 'slack_configs', "api_url: 'http://x/', title: '', text: t");
  const found = integration(mail, 'slack_configs');
  expect(found).toMatchObject({ fallback: '{{ template "slack.default.fallback" . }}', text: 't' });
  expect(found).not.toHaveProperty('title');
});

test('what global says is shown where it counts; of a secret and its file only the one that is said', () => {
  const keys = 'opsgenie_api_url: "http://x/api", opsgenie_api_key: k';
  const lines = 'api_key_file: f';
  expect(shown(one(keys, 'opsgenie_configs', lines))['global']).toMatchObject({
    opsgenie_api_url: 'http://x/api/',
  });
  const found = integration(one(keys, 'opsgenie_configs', lines), 'opsgenie_configs');
  expect(found).toMatchObject({ api_url: 'http://x/api/', api_key_file: 'f' });
  expect(found).not.toHaveProperty('api_key');
});

test('an app token is shown alone: beside an address or an authorization it would be refused', () => {
  const found = integration(slack('{app_token: t, channel: c}'), 'slack_configs');
  expect(found).toMatchObject({ app_token: '<secret>', app_url: 'https://slack.com/api/chat.postMessage' });
  expect(found).not.toHaveProperty('api_url');
  expect(found).not.toHaveProperty('http_config.authorization');
});

test('matchers, times and ranges are printed as Alertmanager prints them', () => {
  const text = `route: {receiver: a, routes: [{matchers: ['b="2",a=~x'], group_wait: 90s}]}
receivers: [{name: a, pagerduty_configs: [{routing_key: k, timeout: 3690s}]}]
time_intervals: [{name: n, time_intervals: [{weekdays: ['Monday:Friday'], months: [may:august], years: ['2026']}]}]
`;
  expect(shown(text)['route']).toMatchObject({
    routes: [{ matchers: ['a=~"x"', 'b="2"'], group_wait: '1m30s' }],
  });
  expect(integration(text, 'pagerduty_configs')).toMatchObject({ timeout: '1h1m30s' });
  expect(shown(text)['time_intervals']).toMatchObject([
    { time_intervals: [{ weekdays: ['monday:friday'], months: ['5:8'], years: ['2026'] }] },
  ]);
});
