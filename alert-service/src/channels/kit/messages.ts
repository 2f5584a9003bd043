import type { Alert, Labels, Notice } from '@tocsin/model';
import type { IncidentFacts, Message } from '../channel.ts';

/** The night that the reference messages tell: Tue 20 Oct 2026, 03:17:48 in Berlin. */
export const night = Date.UTC(2026, 9, 20, 1, 17, 48);
export const minute = 60_000;

export const groupKey = '{}/{team="payments"}:{alertname="PaymentsFailing"}';

/** One in twelve card payments fails since 03:05. */
export const paymentsFailing: Alert = {
  fingerprint: '9f86d081884c7d65',
  labels: {
    alertname: 'PaymentsFailing',
    severity: 'critical',
    service: 'payments',
    environment: 'prod',
    region: 'eu-central-1',
    job: 'payments',
    instance: 'payments-1:8080',
  },
  annotations: {
    summary: 'One in 12 card payments fails',
    description: 'The card provider answers with errors, or not at all.',
    runbook_url: 'https://runbooks.example.com/payments-failing',
    dashboard_url: '/d/service-detail?var-service=payments',
  },
  startsAt: night - 12 * minute - 48_000,
  endsAt: 8_640_000_000_000_000,
  expires: false,
  timeout: false,
  updatedAt: night,
  generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=rate&g0.tab=1',
  rule: 'payments/PaymentsFailing',
  measure: {
    value: '0.0842',
    limit: 0.05,
    comparison: '>',
    unit: 'ratio',
    expression: 'sum(rate(payments_failed_total[5m])) / sum(rate(payments_total[5m])) > 0.05',
  },
};

export const another = (alert: Alert, changes: Partial<Alert> & { readonly with?: Labels }): Alert => {
  const { with: labels, ...rest } = changes;
  return { ...alert, ...rest, labels: { ...alert.labels, ...labels } };
};

const slow = another(paymentsFailing, {
  fingerprint: '2c26b46b68ffc68f',
  annotations: { summary: 'Checkout takes 1.9 s', runbook_url: 'https://runbooks.example.com/slow-checkout' },
  startsAt: night - 34 * minute,
  measure: {
    value: '1.904',
    limit: 1.2,
    comparison: '>',
    unit: 's',
    expression: 'checkout:latency:p95 > 1.2',
  },
  with: {
    alertname: 'SlowCheckout',
    severity: 'high',
    service: 'checkout',
    job: 'checkout',
    instance: 'checkout-1',
  },
});
export const slowCheckout: readonly Alert[] = [
  slow,
  another(slow, {
    fingerprint: 'fcde2b2edba56bf4',
    startsAt: night - 20 * minute,
    measure: {
      value: '1.71',
      limit: 1.2,
      comparison: '>',
      unit: 's',
      expression: 'checkout:latency:p95 > 1.2',
    },
    with: { instance: 'checkout-3' },
  }),
];

export const triggered: IncidentFacts = {
  id: 'INC-2481',
  status: 'triggered',
  severity: 'critical',
  openedAt: paymentsFailing.startsAt,
};
export const acknowledged: IncidentFacts = {
  ...triggered,
  status: 'acknowledged',
  acknowledgedAt: night - minute,
  assignee: 'Jonas',
};
export const resolved: IncidentFacts = {
  ...acknowledged,
  status: 'resolved',
  resolvedAt: night + 31 * minute,
};

export const ended = (alert: Alert, at: number): Alert => ({ ...alert, endsAt: at });

export interface Telling extends Partial<Omit<Message, 'notice'>> {
  readonly notice?: Partial<Notice>;
}

export function messageOf({ notice, ...rest }: Telling = {}): Message {
  return {
    notice: {
      id: 'n-0001-payments',
      why: 'first',
      at: rest.now ?? night,
      group: groupKey,
      groupLabels: { alertname: 'PaymentsFailing' },
      receiver: 'payments-team',
      integration: 'slack[0]',
      firing: [paymentsFailing],
      resolved: [],
      ...notice,
    },
    externalUrl: 'https://tocsin.example.com',
    routeLabels: {},
    now: night,
    timeZone: 'Europe/Berlin',
    ...rest,
  };
}

/** The messages that are kept as golden files: an incident's life, and a group of two. */
export const stories: Readonly<Record<string, Message>> = {
  firing: messageOf({ incident: triggered }),
  'more-alerts': messageOf({
    incident: triggered,
    receipt: { channel: 'C0PAYMENTS', ts: '1792458306.000100', incident: 'INC-2481' },
    notice: { id: 'n-0002', why: 'new-alerts', firing: [paymentsFailing, ...slowCheckout] },
  }),
  acknowledged: messageOf({
    incident: acknowledged,
    receipt: { channel: 'C0PAYMENTS', ts: '1792458306.000100', incident: 'INC-2481' },
    notice: { id: 'n-0003', why: 'incident-acknowledged' },
  }),
  'handed-back': messageOf({
    incident: {
      ...triggered,
      next: 'Pages Mia at 03:22 by push, then phone.',
      changed: 'payments 2.41.0 deployed, 2 min before payments began to fail.',
      evidence:
        'postgres: connections 98 %, limit 80 %, since 03:03, 2 min before payments began to fail; payments depends on it.',
      handedBack: { by: 'Jonas', tookAt: night - 10 * minute, at: night - 5 * minute },
    },
    receipt: { channel: 'C0PAYMENTS', ts: '1792458306.000100', incident: 'INC-2481' },
    notice: { id: 'n-0004', why: 'incident-handed-back' },
  }),
  'fewer-alerts': messageOf({
    incident: acknowledged,
    receipt: { channel: 'C0PAYMENTS', ts: '1792458306.000100', incident: 'INC-2481' },
    notice: {
      id: 'n-0005',
      why: 'newly-resolved',
      resolved: slowCheckout.map((alert) => ended(alert, night - 3 * minute)),
    },
  }),
  resolved: messageOf({
    incident: resolved,
    receipt: { channel: 'C0PAYMENTS', ts: '1792458306.000100', incident: 'INC-2481' },
    now: night + 31 * minute,
    notice: {
      id: 'n-0006',
      why: 'all-resolved',
      firing: [],
      resolved: [ended(paymentsFailing, night + 30 * minute)],
    },
  }),
  fallback: messageOf({
    incident: triggered,
    notice: {
      id: 'n-0008',
      receiver: 'spare',
      insteadOf: {
        integration: 'payments-team/slack[0]',
        since: night - 5 * minute,
        error: 'Slack answered 500: upstream timed out',
      },
    },
  }),
  digest: messageOf({
    notice: {
      id: 'n-0009',
      group: 'digest of payments-team/slack[0]',
      groupLabels: {},
      firing: [
        ...slowCheckout,
        another(slow, {
          fingerprint: 'a4e624d686e03ed2',
          annotations: { summary: 'The disk of db-2 is nearly full' },
          startsAt: night - 9 * minute,
          measure: {
            value: '0.91',
            limit: 0.9,
            comparison: '>',
            unit: 'ratio',
            expression: 'disk:used > 0.9',
          },
          with: { alertname: 'DiskFull', severity: 'warning', service: 'db', job: 'node', instance: 'db-2' },
        }),
      ],
      resolved: [
        ended(
          another(slow, {
            fingerprint: '4e07408562bedb8b',
            startsAt: night - 40 * minute,
            with: { alertname: 'QueueLong', severity: 'low', service: 'worker', instance: 'worker-1' },
          }),
          night - 2 * minute,
        ),
      ],
      digest: [
        {
          group: '{}:{alertname="SlowCheckout"}',
          groupLabels: { alertname: 'SlowCheckout' },
          firing: 2,
          resolved: 0,
        },
        {
          group: '{}:{alertname="DiskFull"}',
          groupLabels: { alertname: 'DiskFull' },
          firing: 1,
          resolved: 0,
        },
        {
          group: '{}:{alertname="QueueLong"}',
          groupLabels: { alertname: 'QueueLong' },
          firing: 0,
          resolved: 1,
        },
      ],
    },
  }),
  'group-of-two': messageOf({
    notice: {
      id: 'n-0007',
      group: '{}/{team="shop"}:{alertname="SlowCheckout"}',
      groupLabels: { alertname: 'SlowCheckout' },
      firing: slowCheckout,
    },
  }),
};
