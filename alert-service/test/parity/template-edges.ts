import { timeOf } from './template-data.ts';
import { alertmanagerData } from '#template/alertmanager/data';
import { alertmanagerFunctions } from '#template/alertmanager/functions';
import type { PrometheusTemplateInput } from '#template/prometheus/template';
import type { QuerySample } from '#template/prometheus/functions';

const common = { alertname: 'HighLatency', service: 'api' };
const annotations = { summary: 'p99 is 2.5s', runbook: 'https://x/y?z=1&w=2' };
const alert = {
  status: 'firing' as const,
  annotations,
  generatorUrl: 'http://prom/graph?g0.expr=up',
  fingerprint: '0123456789abcdef',
};
const labels = (instance: string) => ({ ...common, instance, severity: 'critical' });

/** The notification that the golden outputs of Alertmanager were made with. */
export const notification = alertmanagerData({
  receiver: 'team.ops+1',
  status: 'firing',
  alerts: [
    {
      ...alert,
      labels: { ...labels('a:9090'), quote: 'it\'s <b> & "q"' },
      startsAt: timeOf('2026-03-28T23:30:15.123456789Z'),
    },
    {
      ...alert,
      status: 'resolved',
      labels: labels('b:9090'),
      startsAt: timeOf('2026-03-28T22:30:15.123456789Z'),
      endsAt: timeOf('2026-03-28T23:31:45.123456789Z'),
    },
    {
      ...alert,
      labels: labels('c:9090'),
      annotations: {},
      startsAt: timeOf('2026-03-28T23:30:15.123456789Z'),
    },
  ],
  notificationReason: 'first',
  groupLabels: common,
  commonLabels: { ...common, severity: 'critical' },
  commonAnnotations: {},
  routeLabels: { team: 'ops' },
  externalUrl: 'http://am.example/x',
});

export const notificationFunctions = alertmanagerFunctions({
  now: () => Date.parse('2026-03-29T00:00:00Z'),
  routeLabel: (name) => (name === 'team' ? 'ops' : ''),
});

const up: QuerySample[] = [
  { labels: { __name__: 'up', instance: 'b:1', job: 'j', __value__: 'sv' }, value: 1 },
  { labels: { __name__: 'up', instance: 'a:1', job: 'j' }, value: 0.25 },
];

function query(expression: string): readonly QuerySample[] {
  if (expression === 'none') return [];
  if (expression === 'up') return up;
  throw new Error(`bad query "${expression}"`);
}

/** The evaluation that the golden outputs of Prometheus were made with. */
export const evaluation = (value: number): PrometheusTemplateInput => ({
  alertName: 'X',
  labels: { instance: '10.0.0.1:9090', job: 'api', alertname: 'X', __name__: 'up' },
  externalLabels: { cluster: 'eu', env: 'prod' },
  externalUrl: 'http://prom.example:9090/base',
  value,
  now: 1774746123456,
  query,
});
