/** One night as data: three services, two incidents, what was told to whom. Times are counted back from `now`. */
import type { AlertDetail, AlertSummary, DataSource, Incident, IncidentDetail, Overview } from '@tocsin/api';

export type Ago = (seconds: number) => string;
export const agoFrom =
  (now: number): Ago =>
  (seconds) =>
    new Date(now - seconds * 1000).toISOString();

export const errorRate =
  'sum by (service) (rate(http_requests_total{status=~"5.."}[20s])) / sum by (service) (rate(http_requests_total[20s]))';
const errorLabels = {
  alertname: 'HighErrorRate',
  service: 'api',
  job: 'api',
  severity: 'critical',
  team: 'payments',
};
const queueLabels = {
  alertname: 'QueueDepth',
  service: 'orchestrator',
  job: 'orchestrator',
  severity: 'medium',
};

const refundsOf =
  (ago: Ago) =>
  (bank: string, index: number): AlertSummary => ({
    fingerprint: `f60718293041526${index}`,
    name: 'RefundsTimeOut',
    status: 'acknowledged',
    severity: 'high',
    service: 'api',
    summary: `Refunds to two banks time out: ${bank}`,
    labels: {
      alertname: 'RefundsTimeOut',
      service: 'api',
      job: 'api',
      severity: 'high',
      team: 'payments',
      bank: bank.toLowerCase(),
    },
    startsAt: ago((18 - index * 2) * 60),
    incident: 'INC-2',
    assignee: 'Tom',
  });

export function alertsOf(ago: Ago): AlertSummary[] {
  return [
    {
      fingerprint: 'a1b2c3d4e5f60718',
      name: 'HighErrorRate',
      status: 'firing',
      severity: 'critical',
      service: 'api',
      summary: 'One in 12 card payments fails',
      labels: errorLabels,
      startsAt: ago(12 * 60),
      incident: 'INC-1',
      measure: {
        value: '0.084',
        limit: 0.05,
        comparison: '>',
        unit: 'ratio',
        expression: `${errorRate} > 0.05`,
        text: '8.4 %, limit 5 %',
      },
    },
    {
      fingerprint: 'b2c3d4e5f6071829',
      name: 'QueueDepth',
      status: 'acknowledged',
      severity: 'medium',
      service: 'orchestrator',
      summary: 'The queue is 412 deep and growing',
      labels: queueLabels,
      startsAt: ago(52 * 60),
      incident: 'INC-2',
      assignee: 'Tom',
      measure: {
        value: '412',
        limit: 100,
        comparison: '>',
        expression: 'queue_depth > 100',
        text: '412, limit 100',
      },
    },
    {
      fingerprint: 'd4e5f60718293041',
      name: 'BackupLate',
      status: 'firing',
      severity: 'high',
      service: 'worker',
      summary: 'The backup of worker-1 is 3 h late',
      labels: { alertname: 'BackupLate', service: 'worker', job: 'worker', severity: 'high' },
      startsAt: ago(44 * 60),
      muted: {
        reason: 'silenced',
        silences: [
          {
            id: '3f1c8a52-7a0f-4f5e-9d5d-6a1f0e4c9b11',
            createdBy: 'Mia',
            comment: 'The backup runs again since 02:10 and is slow.',
            endsAt: ago(-20 * 3600),
          },
        ],
      },
    },
    {
      fingerprint: 'e5f6071829304152',
      name: 'CheckoutSlow',
      status: 'firing',
      severity: 'medium',
      service: 'api',
      summary: 'Checkout takes 1.9 s',
      labels: { alertname: 'CheckoutSlow', service: 'api', job: 'api', severity: 'medium', team: 'payments' },
      startsAt: ago(11 * 60),
      muted: {
        reason: 'inhibited',
        source: {
          fingerprint: 'a1b2c3d4e5f60718',
          name: 'HighErrorRate',
          summary: 'One in 12 card payments fails',
        },
        rule: 'errors hide slowness',
      },
    },
    ...['Nordbank', 'Alba'].map(refundsOf(ago)),
    {
      fingerprint: 'c3d4e5f607182930',
      name: 'DiskFillsUp',
      status: 'pending',
      severity: 'low',
      service: 'worker',
      summary: 'The disk of worker-1 is 81 % full',
      labels: { alertname: 'DiskFillsUp', service: 'worker', job: 'worker', severity: 'low' },
      startsAt: ago(20),
      measure: {
        value: '0.19',
        limit: 0.2,
        comparison: '<',
        unit: 'ratio',
        expression: 'x < 0.2',
        text: '19 %, limit 20 %',
      },
    },
  ];
}

export const incidentDetailOf = (incident: Incident, alerts: readonly AlertSummary[]): IncidentDetail => ({
  ...incident,
  sentence: `${incident.title}.`,
  labels: incident.groupLabels,
  annotations: {},
  members: alerts.filter(({ fingerprint }) => incident.alerts.includes(fingerprint)),
  calls: [],
  why: [],
  related: [],
  notes: [],
  timeline: [],
});

export function incidentsOf(ago: Ago): Incident[] {
  return [
    {
      id: 'INC-1',
      status: 'triggered',
      severity: 'critical',
      title: 'One in 12 card payments fails',
      service: 'api',
      group: '{}:{alertname="HighErrorRate", service="api"}',
      groupLabels: { alertname: 'HighErrorRate', service: 'api' },
      receiver: 'payments',
      alerts: ['a1b2c3d4e5f60718'],
      firing: 1,
      openedAt: ago(12 * 60),
      next: 'Slack #alerts, Email on-call and Webhook pager are told again in 3 h 48 min',
    },
    {
      id: 'INC-2',
      status: 'acknowledged',
      severity: 'medium',
      title: 'The queue is 412 deep and growing',
      service: 'orchestrator',
      group: '{}:{alertname="QueueDepth", service="orchestrator"}',
      groupLabels: { alertname: 'QueueDepth', service: 'orchestrator' },
      receiver: 'platform',
      alerts: ['b2c3d4e5f6071829'],
      firing: 1,
      openedAt: ago(52 * 60),
      acknowledgedAt: ago(49 * 60),
      assignee: 'Tom',
      next: 'stopped: Tom has it',
    },
    {
      id: 'INC-3',
      status: 'resolved',
      severity: 'high',
      title: 'Checkout takes 1.9 s',
      service: 'api',
      group: '{}:{alertname="Latency", service="api"}',
      groupLabels: { alertname: 'Latency', service: 'api' },
      receiver: 'payments',
      alerts: [],
      firing: 0,
      openedAt: ago(5 * 3600),
      resolvedAt: ago(4.6 * 3600),
      assignee: 'Mia',
      next: 'resolved by itself',
    },
  ];
}

export function detailOf(alert: AlertSummary, ago: Ago): AlertDetail {
  return {
    ...alert,
    annotations: {
      summary: alert.summary ?? alert.name,
      description: 'Share of answers with a 5xx status over 20 s.',
      runbook_url: 'https://example.com/runbooks/payments',
    },
    sentence: '8.4 % of requests to api fail, limit 5 %. Nobody has it.',
    expression: alert.measure?.expression ?? '',
    graphExpression: errorRate,
    rule: 'demo.yml;service;HighErrorRate',
    runbookUrl: 'https://example.com/runbooks/payments',
    dashboardUrl: 'https://example.com/d/service-detail',
    receivers: ['payments'],
    timeline: timelineOf(ago),
    evaluations: [5, 10, 15].map((seconds) => ({
      at: ago(seconds),
      durationMs: 3.2,
      samples: 1,
      result: 'firing',
      value: '0.084',
      curl: "curl -G 'http://127.0.0.1:9090/api/v1/query' --data-urlencode 'query=up'",
    })),
  };
}

function timelineOf(ago: Ago): AlertDetail['timeline'] {
  const event = (seconds: number, kind: string, reason: string) => ({
    at: ago(seconds),
    kind,
    reason,
    negative: false,
  });
  return [
    {
      ...event(735, 'rule', 'pending'),
      id: '10.0',
      what: 'Pending',
      detail: '5.2 %, limit 5 %, must last 5 s',
    },
    { ...event(730, 'rule', 'firing'), id: '11.0', what: 'Firing', detail: '7.9 % > 5 % for 5 s' },
    {
      ...event(730, 'joined', 'joined'),
      id: '11.1',
      what: 'Routed to payments',
      detail: 'alertmanager.yml:12',
    },
    { ...event(730, 'incident', 'opened'), id: '11.2', what: 'INC-1 opened' },
    { ...event(727, 'flush', 'first'), id: '12.0', what: 'Slack #alerts is told', integration: 'slack' },
    {
      ...event(726, 'notice', 'delivered'),
      id: '13.0',
      what: 'Delivered to Slack #alerts',
      detail: 'in 0.8 s, first attempt',
    },
    {
      ...event(727, 'flush', 'muted-interval'),
      id: '12.1',
      what: 'Not sent to email',
      detail: 'muted by interval nights until 07:00',
      explanation: 'The route is muted at this time.',
      negative: true,
    },
  ];
}

export const refused = 'connect ECONNREFUSED 127.0.0.1:9090';

export const sourcesOf = (ago: Ago, answers = true): DataSource[] => [
  {
    source: 'default',
    name: 'prometheus',
    url: 'http://127.0.0.1:9090',
    healthy: answers,
    together: { on: true },
    remoteWrites: [
      { name: 'long-term', url: 'http://127.0.0.1:9009/api/v1/push', waiting: 0, behindSeconds: 0 },
    ],
    since: ago(answers ? 3600 : 190),
    ...(answers ? {} : { error: refused }),
  },
];

export function overviewOf(incidents: Incident[], dataSources: DataSource[], ago: Ago): Overview {
  const open = incidents.filter(({ status }) => status !== 'resolved');
  const unowned = open.filter(({ status }) => status === 'triggered').length;
  return {
    sentence:
      unowned > 0 ? 'api has been failing for 12 min. Nobody has it.' : 'api is failing. Local user has it.',
    next: 'Slack is told again in 3 h 48 min.',
    severity: 'critical',
    counts: { firing: 1, pending: 1, acknowledged: 1, openIncidents: open.length, unowned },
    incidents: open,
    receivers: [
      {
        receiver: 'payments',
        integration: 'payments/slack[0]',
        type: 'slack',
        state: 'ok',
        waiting: 0,
        lastDeliveredAt: ago(31),
      },
      {
        receiver: 'payments',
        integration: 'payments/email[0]',
        type: 'email',
        state: 'failing',
        waiting: 2,
        lastDeliveredAt: ago(3600),
        failingSince: ago(180),
        lastError: 'connect ECONNREFUSED 127.0.0.1:2525',
      },
      {
        receiver: 'platform',
        integration: 'platform/webhook[0]',
        type: 'webhook',
        state: 'unused',
        waiting: 0,
      },
    ],
    dataSources,
    alertmanagers: [{ url: 'http://127.0.0.1:9093/api/v2/alerts', waiting: 0, lastSentAt: ago(40) }],
    watchdog: { calls: true, reasons: [], lastCallAt: ago(25) },
    rules: { total: 3, failing: 1, lastEvaluationAt: ago(2) },
    now: ago(0),
  };
}
