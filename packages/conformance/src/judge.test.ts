import { expect, test } from '@jest/globals';
import { judge } from './judge.ts';
import { scenarioOf } from './load.ts';
import type { Delivery } from './hooks.ts';
import type { Signs } from './match.ts';

const scenario = scenarioOf(
  `
name: two alerts
holds: a line
config: ''
alerts:
  a: { labels: { alertname: Down, instance: a } }
  b: { labels: { alertname: Down, instance: b } }
steps: []
notifications:
  - { at: 1, to: team, firing: [{ alert: a, startsAt: 0 }], groupLabels: { alertname: Down } }
attempts: { team: { atMost: 2 } }
until: 5
`,
  'two.yaml',
);

const begin = 1_800_000_000_000;
const signs: Signs = {
  silence: () => undefined,
  fingerprint: () => undefined,
  epoch: (seconds) => begin + seconds * 1_000,
  toleranceMs: 500,
};

const at = (seconds: number): string => new Date(begin + seconds * 1_000).toISOString();

const alert = (instance: string, more: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'Down', instance },
  annotations: {},
  startsAt: at(0),
  endsAt: '0001-01-01T00:00:00Z',
  ...more,
});

function told(seconds: number, alerts: readonly object[], more: object = {}): Delivery {
  const body = { status: 'firing', groupKey: '{}', groupLabels: { alertname: 'Down' }, alerts, ...more };
  return { at: begin + seconds * 1_000, to: 'team', status: 200, body };
}

const judged = (...deliveries: Delivery[]): string[] =>
  judge({ scenario, expected: scenario, deliveries, signs });

test('what came as expected is no failure', () => {
  expect(judged(told(1.2, [alert('a')]))).toEqual([]);
});

test('what a webhook refused was not told', () => {
  expect(judged({ ...told(0.5, [alert('a')]), status: 500 }, told(1, [alert('a')]))).toEqual([]);
});

test.each([
  ['nothing', [], 'nothing came'],
  ['too late', [told(3, [alert('a')])], 'it came at 3.00'],
  ['too early', [told(0.5, [alert('a')])], 'it came at 0.50'],
  ['another alert', [told(1, [alert('b')])], 'it lists b(firing)'],
  ['one more', [told(1, [alert('a'), alert('b')])], 'it lists a(firing) b(firing)'],
  ['another status', [told(1, [alert('a')], { status: 'resolved' })], 'its status is resolved'],
  ['another group', [told(1, [alert('a')], { groupLabels: {} })], 'its group is {}'],
  ['another start', [told(1, [alert('a', { startsAt: at(0.9) })])], 'a startsAt is 0.9, not 0'],
  ['an end', [told(1, [alert('a', { endsAt: at(9) })])], 'a fires and ends at'],
])('%s is a failure that says so', (_, deliveries, why) => {
  expect(judged(...deliveries).join('\n')).toContain(why);
});

test('what came beyond what was expected is a failure, and so are too many requests', () => {
  expect(judged(told(1, [alert('a')]), told(3, [alert('b')]), told(4, [alert('a')]))).toEqual([
    'team was told what was not expected: at 3.00, b(firing)',
    'team was told what was not expected: at 4.00, a(firing)',
    'team was asked 3 times, not 0 to 2 times',
  ]);
});
