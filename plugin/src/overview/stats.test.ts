import type { Rule, RuleGroup } from '@tocsin/api';
import { alert } from '../test/fixtures';
import { serviceStates } from './serviceState';
import { healthQuery, limitsFrom, servicesFrom } from './stats';

const rule = (name: string, expression: string): Rule => ({
  id: name,
  name,
  expression,
  kind: 'alerting',
  forSeconds: 5,
  keepFiringForSeconds: 0,
  findings: [],
  labels: {},
  annotations: {},
  state: 'inactive',
  health: 'ok',
  alerts: [],
  evaluations: [],
});

const groups = (...rules: Rule[]): RuleGroup[] => [
  {
    id: 'g',
    source: 'default',
    file: 'rules.yml',
    name: 'g',
    intervalSeconds: 5,
    limit: 0,
    missedIterations: 0,
    editable: false,
    rules,
  },
];

test('limits are those of the rules that compare the same number', () => {
  const limits = limitsFrom(
    groups(
      rule(
        'HighErrorRate',
        'sum by (service) (rate(http_request_duration_seconds_count{status=~"5.."}[20s]))\n  / sum by (service) (rate(http_request_duration_seconds_count[20s]))\n  > 0.05'
      ),
      rule('MemoryHigh', 'max by (service) (process_resident_memory_bytes{job="demo"}) > 268435456'),
      rule('NoWorkers', 'sum by (service) (workers_active) < 1'),
      rule('Percent', 'sum(rate(process_cpu_seconds_total[1m])) * 100 > 80')
    )
  );
  expect(limits.errors).toEqual([{ side: '>', value: 0.05, rule: 'HighErrorRate', only: undefined, window: '20s' }]);
  expect(limits.memory).toEqual([{ side: '>', value: 268435456, rule: 'MemoryHigh', only: 'demo' }]);
  expect(limits.workers).toEqual([{ side: '<', value: 1, rule: 'NoWorkers', only: undefined }]);
  expect(limits.cpu).toEqual([{ side: '>', value: 0.8, rule: 'Percent', only: undefined, window: '1m' }]);
  expect(limits.p95).toEqual([]);
});

test('no limit is invented from a forecast or from a comparison that is not the last', () => {
  const limits = limitsFrom(
    groups(
      rule('Fills', 'predict_linear(queue_depth[1h], 3600) > 100'),
      rule('Guarded', 'queue_depth > 100 and on() up')
    )
  );
  expect(limits.queue).toEqual([]);
});

const sample = (service: string, stat: string, value: string) => ({
  metric: { service, job: 'demo', stat },
  value: [0, value] satisfies [number, string],
});

test('a service that is down is down whatever its alerts say; the worst stands first', () => {
  const services = servicesFrom({
    resultType: 'vector',
    result: [
      sample('api', 'up', '1'),
      sample('worker', 'up', '0'),
      sample('catalog', 'up', '1'),
      sample('api', 'cpu', 'NaN'),
    ],
  });
  const states = serviceStates(services, { alerts: [alert({ service: 'api', severity: 'high' })], limits: {} });
  expect(states.map(({ service, word }) => `${service} ${word}`)).toEqual([
    'worker down',
    'api degraded',
    'catalog healthy',
  ]);
  expect(states[1]?.values).toEqual({ up: 1 });
});

const errorRule = rule(
  'HighErrorRate',
  'sum(rate(http_request_duration_seconds_count{status=~"5.."}[20s])) / sum(rate(http_request_duration_seconds_count[20s])) > 0.05'
);
const failing = servicesFrom({
  resultType: 'vector',
  result: [sample('api', 'up', '1'), sample('api', 'errors', '0.19'), sample('catalog', 'up', '1')],
});

test.each([
  ['no alert', [], 'over its limit'],
  ['a pending one', [alert({ status: 'pending', service: 'api' })], 'pending'],
  ['one that fires', [alert({ service: 'api', severity: 'high' })], 'failing'],
  ['a small one that fires', [alert({ service: 'api', severity: 'medium' })], 'degraded'],
  ['one that ended', [alert({ service: 'api', status: 'resolved' })], 'over its limit'],
])('a service with a number past its limit is never healthy: with %s it is said so', (_, alerts, word) => {
  const [api, catalog] = serviceStates(failing, { alerts, limits: limitsFrom(groups(errorRule)) });
  expect([api?.word, catalog?.word]).toEqual([word, 'healthy']);
});

test('a number is past its limit only where the limit is for that service', () => {
  const limits = limitsFrom(groups(rule('Memory', 'process_resident_memory_bytes{job="other"} > 10')));
  const [api] = serviceStates([{ service: 'api', job: 'demo', values: { up: 1, memory: 20 } }], { alerts: [], limits });
  expect(api?.word).toBe('healthy');
});

test('rates are taken over the time that the rule takes them over', () => {
  const query = healthQuery(limitsFrom(groups(errorRule)));
  expect(query).toContain('rate(http_request_duration_seconds_count[20s])');
  expect(query).not.toContain('rate(http_request_duration_seconds_count[30s])');
  expect(query).toContain('rate(process_cpu_seconds_total[30s])');
});
