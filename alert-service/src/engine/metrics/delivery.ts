import { Counter, Histogram } from 'prom-client';
import type { Registers } from './kit.ts';

/** One request to a receiver, as it ended. */
export interface AttemptSeen {
  /** The kind of integration. */
  readonly type: string;
  /** Of one integration and one group: what waits there is one notification, however often it is tried. */
  readonly about: string;
  readonly durationMs: number;
  readonly failure?: string;
  /** The receiver will not have it: it is not tried again by itself. */
  readonly refused?: boolean;
}

/** Upstream shows each from the start, configured or not: a rate needs its zero. */
const types = [
  'email',
  'pagerduty',
  'wechat',
  'pushover',
  'slack',
  'opsgenie',
  'webhook',
  'victorops',
  'sns',
  'telegram',
  'discord',
  'webex',
  'msteams',
  'msteamsv2',
  'incidentio',
  'jira',
  'rocketchat',
  'mattermost',
];

const reasons = [
  'other',
  'clientError',
  'serverError',
  'contextCanceled',
  'contextDeadlineExceeded',
  'authError',
  'rateLimited',
];

/** Upstream gives a notification up at the end of its flush, by default after so long; it counts as failed then. */
const notificationMs = 5 * 60_000;

/** Whatever is tried is tried again sooner: this one was a test, or was superseded or given up. */
const forgottenAfterMs = 60 * 60_000;

/**
 * We try on for hours where upstream gives up with the flush: for the ratio that its mixin alerts on to mean the same, a
 * notification that is still tried counts as failed every five minutes, and one that is refused at once.
 */
export function deliveryMeter(now: () => number, registers: Registers): (seen: AttemptSeen) => void {
  const count = countersOf(registers);
  /** Since when each is tried. */
  const tried = new Map<string, number>();
  const forget = (): void => {
    for (const [about, since] of tried) {
      if (now() - since < forgottenAfterMs) return;
      tried.delete(about);
    }
  };
  return ({ type: ours, about, durationMs, failure, refused = false }) => {
    const type = ours === 'slack-app' ? 'slack' : ours;
    count.requests.labels(type).inc();
    count.latency.labels(type).observe(durationMs / 1_000);
    if (failure !== undefined) count.failedRequests.labels(type).inc();
    forget();
    const since = tried.get(about);
    if (since === undefined) count.notifications.labels(type).inc();
    const over = refused || now() - (since ?? now()) >= notificationMs;
    if (failure !== undefined && over) count.failed.labels(type, failure).inc();
    if (failure === undefined || over) tried.delete(about);
    else if (since === undefined) tried.set(about, now());
  };
}

function countersOf(registers: Registers) {
  const counter = (name: string, help: string, labelNames = ['integration']): Counter =>
    new Counter({ name: `alertmanager_${name}`, help, labelNames, registers });
  const counters = {
    notifications: counter('notifications_total', 'The total number of attempted notifications.'),
    failed: counter('notifications_failed_total', 'The total number of failed notifications.', [
      'integration',
      'reason',
    ]),
    requests: counter('notification_requests_total', 'The total number of attempted notification requests.'),
    failedRequests: counter(
      'notification_requests_failed_total',
      'The total number of failed notification requests.',
    ),
    latency: new Histogram({
      name: 'alertmanager_notification_latency_seconds',
      help: 'The latency of notifications in seconds.',
      labelNames: ['integration'],
      buckets: [1, 5, 10, 15, 20],
      registers,
    }),
  };
  for (const type of types) {
    for (const each of [counters.notifications, counters.requests, counters.failedRequests])
      each.labels(type).inc(0);
    for (const reason of reasons) counters.failed.labels(type, reason).inc(0);
    counters.latency.zero({ integration: type });
  }
  return counters;
}
