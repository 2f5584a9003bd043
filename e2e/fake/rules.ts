/** The rules of the night: what works, what fails, what never matches, what is recorded, and what was made in the app. */
import type { Evaluation, Rule, RuleGroup } from '@tocsin/api';
import { type Ago, errorRate } from './night.ts';

const rule = (ago: Ago, change: Partial<Rule> & Pick<Rule, 'id' | 'name' | 'expression'>): Rule => ({
  kind: 'alerting',
  forSeconds: 5,
  keepFiringForSeconds: 0,
  findings: [],
  labels: { severity: 'high' },
  annotations: { summary: 'One in {{ $value }} fails' },
  state: 'inactive',
  health: 'ok',
  lastEvaluationAt: ago(2),
  evaluationMs: 3.2,
  alerts: [],
  evaluations: [5, 10, 15].map((seconds) => evaluation(ago, seconds)),
  ...change,
});

const evaluation = (ago: Ago, seconds: number): Evaluation => ({
  at: ago(seconds),
  durationMs: 3.2,
  samples: 1,
  result: 'inactive',
  value: '0.004',
  curl: "curl -G 'http://127.0.0.1:9090/api/v1/query' --data-urlencode 'query=up'",
});

const group = (
  ago: Ago,
  change: Partial<RuleGroup> & Pick<RuleGroup, 'id' | 'name' | 'rules'>,
): RuleGroup => ({
  file: '/etc/tocsin/rules/demo.yml',
  intervalSeconds: 5,
  missedIterations: 0,
  lastEvaluationAt: ago(2),
  evaluationMs: 11,
  source: 'default',
  limit: 0,
  editable: false,
  ...change,
});

const service = (ago: Ago): RuleGroup =>
  group(ago, {
    id: 'demo.yml;service',
    name: 'service',
    rules: [
      rule(ago, {
        id: 'demo.yml;service;HighErrorRate',
        name: 'HighErrorRate',
        expression: `${errorRate} > 0.05`,
        labels: { severity: 'critical' },
        state: 'firing',
        alerts: ['a1b2c3d4e5f60718'],
      }),
      rule(ago, {
        id: 'demo.yml;service;Latency',
        name: 'Latency',
        expression:
          'histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket[20s]))) > 0.5',
        state: 'firing',
        alerts: ['b2c3d4e5f6071829'],
        heldSince: ago(95),
      }),
      rule(ago, {
        id: 'demo.yml;service;Broken',
        name: 'Broken',
        expression: 'sum(missing_metric',
        labels: {},
        health: 'error',
        lastError: 'parse error: unclosed left parenthesis',
      }),
      rule(ago, {
        id: 'demo.yml;service;Requests',
        name: 'service:http_requests:rate5m',
        kind: 'recording',
        record: 'service:http_requests:rate5m',
        expression: 'sum by (service) (rate(http_requests_total[5m]))',
        forSeconds: 0,
        annotations: {},
        labels: {},
      }),
    ],
  });

const hosts = (ago: Ago): RuleGroup =>
  group(ago, {
    id: 'hosts.yml;hosts',
    file: '/etc/tocsin/rules/hosts.yml',
    name: 'hosts',
    intervalSeconds: 30,
    missedIterations: 2,
    rules: [
      rule(ago, {
        id: 'hosts.yml;hosts;DiskFillsUp',
        name: 'DiskFillsUp',
        expression: 'node_filesystem_avail_bytes{mount="/"} / node_filesystem_size_bytes{mount="/"} < 0.2',
        keepFiringForSeconds: 600,
        findings: [
          {
            severity: 'warning',
            message:
              'nothing has matched node_filesystem_avail_bytes{mount="/"} since it was loaded: node_filesystem_avail_bytes has no label mount',
            remedy: 'did you mean mountpoint?',
            since: ago(3600),
          },
        ],
      }),
      rule(ago, {
        id: 'hosts.yml;hosts;HostDown',
        name: 'HostDown',
        expression: 'up{job="node"} == 0',
        state: 'pending',
        forSeconds: 300,
        alerts: ['c3d4e5f607182930'],
        missingSince: ago(240),
        caveat: 'A rule that it reads from was not evaluated this time.',
      }),
    ],
  });

const made = (ago: Ago): RuleGroup =>
  group(ago, {
    id: 'app;checkout',
    file: 'app',
    name: 'checkout',
    intervalSeconds: 30,
    editable: true,
    keptId: 'checkout',
    rules: [
      rule(ago, {
        id: 'app;checkout;CheckoutSlow',
        name: 'CheckoutSlow',
        expression: 'slow_checkouts > 0.5',
        forSeconds: 60,
        annotations: { summary: 'Checkouts take {{ $value }} s' },
      }),
    ],
  });

const builtIn = (ago: Ago): RuleGroup =>
  group(ago, {
    id: 'tocsin;prometheus',
    file: 'tocsin',
    name: 'tocsin',
    rules: [
      rule(ago, {
        id: 'tocsin;prometheus;TocsinPrometheusUnreachable',
        name: 'TocsinPrometheusUnreachable',
        expression: 'vector(1)',
        forSeconds: 60,
        labels: { severity: 'critical', service: 'prometheus', source: 'prometheus' },
        annotations: {},
        evaluationMs: 0,
      }),
    ],
  });

/** `groups` more of 50 rules each: what a large installation has. */
const crowd = (ago: Ago, groups: number): RuleGroup[] =>
  Array.from({ length: groups }, (_, at) =>
    group(ago, {
      id: `team-${at % 20}.yml;group-${at}`,
      file: `/etc/tocsin/rules/team-${at % 20}.yml`,
      name: `group-${at}`,
      intervalSeconds: 60,
      rules: Array.from({ length: 50 }, (__, index) =>
        rule(ago, {
          id: `team-${at % 20}.yml;group-${at};Rule${index}`,
          name: `Rule${index}OfGroup${at}`,
          expression: `sum by (pod) (rate(http_requests_total{team="${at}", code=~"5.."}[5m])) > ${index}`,
          evaluations: [],
        }),
      ),
    }),
  );

interface Asked {
  readonly group?: string | undefined;
  readonly evaluations: boolean;
  readonly more: number;
}

export const rulesOf = (ago: Ago, { group: wanted, evaluations, more }: Asked): RuleGroup[] =>
  [service(ago), hosts(ago), ...crowd(ago, more), made(ago), builtIn(ago)]
    .filter(({ id, keptId }) => wanted === undefined || wanted === id || wanted === keptId)
    .map((each) =>
      evaluations ? each : { ...each, rules: each.rules.map((one) => ({ ...one, evaluations: [] })) },
    );
