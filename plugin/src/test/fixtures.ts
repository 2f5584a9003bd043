import type {
  AlertDetail,
  AlertSummary,
  Incident,
  IncidentDetail,
  KeptRuleGroup,
  Overview,
  Rule,
  RuleGroup,
  RuleGroupCheck,
  Silence,
  SilencePreview,
} from '@tocsin/api';

/** The night all tests tell: Tue 20 Oct 2026, requests to api fail since 03:05. */
export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

export const alert = (change: Partial<AlertSummary> = {}): AlertSummary => ({
  fingerprint: 'f1',
  name: 'HighErrorRate',
  status: 'firing',
  severity: 'critical',
  service: 'api',
  summary: '8.4 % of requests to api fail',
  labels: { alertname: 'HighErrorRate', service: 'api', severity: 'critical' },
  startsAt: minutesAgo(12),
  incident: 'INC-4',
  measure: {
    value: '0.084',
    limit: 0.05,
    comparison: '>',
    unit: 'ratio',
    expression: 'errors / total > 0.05',
    text: '8.4 %, limit 5 %',
  },
  ...change,
});

export const incident = (change: Partial<Incident> = {}): Incident => ({
  id: 'INC-4',
  status: 'triggered',
  severity: 'critical',
  title: '8.4 % of requests to api fail',
  service: 'api',
  group: '{}:{alertname="HighErrorRate"}',
  groupLabels: { alertname: 'HighErrorRate' },
  receiver: 'platform',
  alerts: ['f1'],
  firing: 1,
  openedAt: minutesAgo(12),
  next: 'Slack is told again at 03:22',
  ...change,
});

export const incidentDetail = (known: Incident, members: AlertSummary[]): IncidentDetail => ({
  ...known,
  sentence: `${known.title}.`,
  labels: known.groupLabels,
  annotations: {},
  members,
  calls: [],
  why: [],
  related: [],
  notes: [],
  timeline: [],
});

export const overview = (change: Partial<Overview> = {}): Overview => ({
  sentence: 'api has been failing for 12 min. Nobody has it.',
  next: 'Slack is told again at 03:22.',
  severity: 'critical',
  counts: { firing: 1, pending: 0, acknowledged: 0, openIncidents: 1, unowned: 1 },
  incidents: [incident()],
  receivers: [
    {
      receiver: 'platform',
      integration: 'platform/slack[0]',
      type: 'slack',
      state: 'ok',
      waiting: 0,
      lastDeliveredAt: minutesAgo(1),
    },
    {
      receiver: 'platform',
      integration: 'platform/email[1]',
      type: 'email',
      state: 'failing',
      waiting: 2,
      failingSince: minutesAgo(3),
      lastError: 'connection refused',
    },
  ],
  dataSources: [{ name: 'Prometheus', url: 'http://127.0.0.1:9090', healthy: true }],
  rules: { total: 9, failing: 0, lastEvaluationAt: minutesAgo(0) },
  now: minutesAgo(0),
  ...change,
});

export const quiet = (): Overview =>
  overview({
    sentence: 'All is well.',
    next: undefined,
    severity: 'none',
    counts: { firing: 0, pending: 0, acknowledged: 0, openIncidents: 0, unowned: 0 },
    incidents: [],
    quietSince: minutesAgo(231),
  });

export const detail = (change: Partial<AlertDetail> = {}): AlertDetail => ({
  ...alert(),
  annotations: { summary: '8.4 % of requests to api fail', runbook_url: 'https://runbooks.example.org/errors' },
  runbookUrl: 'https://runbooks.example.org/errors',
  generatorURL: 'javascript:alert(1)',
  sentence: '8.4 % of requests to api fail, for 12 min. Nobody has it.',
  expression: 'errors / total > 0.05',
  graphExpression: 'errors / total',
  rule: 'services/HighErrorRate',
  receivers: ['platform'],
  timeline: [
    { id: '7.0', at: '2026-10-20T03:05:25Z', what: 'Pending', kind: 'rule', reason: 'pending', negative: false },
    {
      id: '8.0',
      at: '2026-10-20T03:05:30Z',
      what: 'Firing',
      detail: '7.9 %, limit 5 %',
      kind: 'rule',
      reason: 'firing',
      negative: false,
    },
    {
      id: '9.0',
      at: '2026-10-20T03:05:33Z',
      what: 'Not sent to email',
      detail: 'muted by interval nights until 07:00',
      kind: 'flush',
      reason: 'muted-interval',
      negative: true,
    },
  ],
  evaluations: [
    {
      at: '2026-10-20T03:17:45Z',
      durationMs: 2.4,
      samples: 1,
      result: 'firing',
      value: '0.084',
      curl: "curl -sG 'http://127.0.0.1:9090'",
    },
  ],
  ...change,
});

export const silence = (change: Partial<Silence> = {}): Silence => ({
  id: 's1',
  state: 'active',
  matcherSets: [[{ name: 'service', op: '=', value: 'api' }]],
  text: '{service="api"}',
  startsAt: minutesAgo(10),
  until: { kind: 'time', endsAt: minutesAgo(-60) },
  createdBy: 'Mia',
  comment: 'Rolling back 2.41.0',
  annotations: {},
  updatedAt: minutesAgo(10),
  hidesNow: 2,
  ...change,
});

const day = (index: number, known = true): SilencePreview['history']['days'][number] => ({
  day: `2026-10-1${index}`,
  known,
  total: known ? index : 0,
  bySeverity: known && index === 4 ? { critical: 1, high: 3 } : {},
});

export const preview = (change: Partial<SilencePreview> = {}): SilencePreview => ({
  at: minutesAgo(0),
  matchesAll: false,
  sentence: 'It hides 3 alerts, 1 critical, and nobody has INC-4.',
  now: {
    total: 3,
    bySeverity: { critical: 1, high: 2 },
    alerts: [
      {
        fingerprint: 'f1',
        name: 'HighErrorRate',
        summary: '8.4 % of requests to api fail',
        severity: 'critical',
        labels: { alertname: 'HighErrorRate' },
        startsAt: minutesAgo(12),
        incident: 'INC-4',
      },
    ],
    incidents: [{ id: 'INC-4', title: '8.4 % of requests to api fail', severity: 'critical', owned: false }],
    notTold: [{ receiver: 'platform', integrations: ['Slack (platform)'], alerts: 3 }],
  },
  history: {
    total: 21,
    bySeverity: { critical: 1, high: 20 },
    since: '2026-10-10T00:00:00Z',
    complete: true,
    timeZone: 'UTC',
    days: [0, 1, 2, 3, 4, 5, 6].map((index) => day(index)),
    alerts: [{ name: 'HighErrorRate', severity: 'critical', times: 1, lastAt: '2026-10-14T21:14:00Z' }],
  },
  narrower: {
    add: { name: 'bank', op: '=~', value: 'a|b' },
    text: 'bank=~"a|b"',
    now: { total: 2, bySeverity: { high: 2 } },
    history: { total: 14, bySeverity: { high: 14 } },
  },
  ...change,
});

/** Of a service that has only just begun to keep alerts. */
export const withoutHistory = (): SilencePreview['history'] => ({
  total: 0,
  bySeverity: {},
  since: minutesAgo(1),
  complete: false,
  timeZone: 'UTC',
  days: [0, 1, 2, 3, 4, 5, 6].map((index) => day(index, false)),
  alerts: [],
});

export const rule = (change: Partial<Rule> = {}): Rule => ({
  id: 'r',
  name: 'HighErrorRate',
  expression: 'errors / total\n  > 0.05\n',
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
  ...change,
});

export const ruleGroup = (change: Partial<RuleGroup> = {}): RuleGroup => ({
  id: 'g',
  file: '/etc/tocsin/rules/services.yml',
  name: 'services',
  intervalSeconds: 5,
  missedIterations: 0,
  source: 'default',
  limit: 0,
  editable: false,
  rules: [rule()],
  ...change,
});

export const keptGroup = (change: Partial<KeptRuleGroup> = {}): KeptRuleGroup => ({
  id: 'checkout',
  version: 4,
  group: {
    name: 'checkout',
    interval: '30s',
    rules: [
      {
        alert: 'CheckoutSlow',
        expr: 'latency > 1',
        for: '5m',
        labels: { severity: 'high' },
        annotations: { summary: 'Checkouts take {{ $value }} s' },
      },
    ],
  },
  deleted: false,
  madeAt: minutesAgo(600),
  madeBy: 'Ann',
  changedAt: minutesAgo(12),
  changedBy: 'Ann',
  ...change,
});

export const checked = (change: Partial<RuleGroupCheck> = {}): RuleGroupCheck => ({
  at: minutesAgo(0),
  errors: [],
  warnings: [],
  notTried: 0,
  rules: [
    {
      index: 0,
      kind: 'alerting',
      name: 'CheckoutSlow',
      series: 2,
      findings: [],
      durationMs: 2.4,
      graphExpression: 'latency',
      limit: 1,
      comparison: '>',
      results: [
        {
          labels: { service: 'api', severity: 'high' },
          annotations: { summary: 'Checkouts take 1.9 s' },
          value: '1.9',
          state: 'pending',
        },
      ],
    },
  ],
  ...change,
});
