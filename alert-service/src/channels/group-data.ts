import { type Alert, isToldReason, type Labels, type ToldReason } from '@tocsin/model';
import { alertmanagerOrder, compareText } from './alert-order.ts';
import type { Message } from './channel.ts';

/** One alert as Alertmanager's webhook and templates show it. */
export interface AlertData {
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

/** Alertmanager's data of one notification; the order of the fields is that of its JSON. */
export interface GroupData {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly AlertData[];
  readonly notification_reason: string;
  readonly groupLabels: Labels;
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  readonly routeLabels: Labels;
  readonly externalURL: string;
}

const reasons: Readonly<Record<ToldReason, string>> = {
  first: 'first notification',
  'new-alerts': 'new alerts added',
  'newly-resolved': 'some alerts resolved',
  'all-resolved': 'all alerts resolved',
  'repeat-interval': 'repeat interval elapsed',
};

/** A firing alert has no end: Go's zero time says so. */
const zeroTime = '0001-01-01T00:00:00Z';

export interface Truncated {
  readonly data: GroupData;
  readonly truncatedAlerts: number;
}

/** `maxAlerts` 0 is no limit; what is cut off does not count for status and common labels either, as upstream has it. */
export function groupData(message: Message, maxAlerts = 0): Truncated {
  const { notice } = message;
  const firing = new Set(notice.firing);
  const all = alertmanagerOrder([...notice.firing, ...notice.resolved]);
  const shown = maxAlerts > 0 ? all.slice(0, maxAlerts) : all;
  const data: GroupData = {
    receiver: notice.receiver.replace(/[\\.+*?()|[\]{}^$]/gu, '\\$&'),
    status: shown.some((alert) => firing.has(alert)) ? 'firing' : 'resolved',
    alerts: shown.map((alert) => alertData(alert, firing.has(alert))),
    notification_reason: isToldReason(notice.why) ? reasons[notice.why] : 'unknown',
    groupLabels: sorted(notice.groupLabels),
    commonLabels: common(shown.map(({ labels }) => labels)),
    commonAnnotations: common(shown.map(({ annotations }) => annotations)),
    routeLabels: sorted(message.routeLabels),
    externalURL: message.externalUrl,
  };
  return { data, truncatedAlerts: all.length - shown.length };
}

const alertData = (alert: Alert, firing: boolean): AlertData => ({
  status: firing ? 'firing' : 'resolved',
  labels: sorted(alert.labels),
  annotations: sorted(alert.annotations),
  startsAt: goTime(alert.startsAt),
  endsAt: firing ? zeroTime : goTime(alert.endsAt),
  generatorURL: alert.generatorURL,
  fingerprint: alert.fingerprint,
});

/** RFC3339Nano in UTC as Go prints it: no zeros at the end of the fraction. */
export const goTime = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace(/\.(?:000|(\d*?)0+)Z$/u, (_, digits?: string) => `${digits ? `.${digits}` : ''}Z`);

function common(all: readonly Labels[]): Labels {
  const [first = {}, ...others] = all;
  return sorted(
    Object.fromEntries(
      Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
    ),
  );
}

/**
 * Go marshals maps by key. A JavaScript object would put names such as `1` first whatever the order of insertion;
 * `goJson` sorts again, so this is for readers of the data only.
 */
const sorted = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compareText(a, b)));
