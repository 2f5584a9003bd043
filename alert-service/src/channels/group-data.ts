import { type Alert, alertmanagerOrder, isToldReason, type Labels, type ToldReason } from '@tocsin/model';
import type { NotificationData, TemplateAlert } from '#template/index';
import type { Message } from './channel.ts';

const reasons: Readonly<Record<ToldReason, string>> = {
  first: 'first notification',
  'new-alerts': 'new alerts added',
  'newly-resolved': 'some alerts resolved',
  'all-resolved': 'all alerts resolved',
  'repeat-interval': 'repeat interval elapsed',
};

export interface GroupData {
  readonly data: NotificationData;
  readonly truncatedAlerts: number;
}

/**
 * What Alertmanager's webhook and templates see of a message. `maxAlerts` 0 is no limit; what is cut off does not count for
 * status and common labels either, as upstream has it.
 */
export function groupData(message: Message, maxAlerts = 0): GroupData {
  const { notice } = message;
  const firing = new Set(notice.firing);
  const all = alertmanagerOrder([...notice.firing, ...notice.resolved]);
  const shown = maxAlerts > 0 ? all.slice(0, maxAlerts) : all;
  const data: NotificationData = {
    receiver: notice.receiver,
    status: shown.some((alert) => firing.has(alert)) ? 'firing' : 'resolved',
    alerts: shown.map((alert) => alertData(alert, firing.has(alert))),
    notificationReason: isToldReason(notice.why) ? reasons[notice.why] : 'unknown',
    groupLabels: notice.groupLabels,
    commonLabels: common(shown.map(({ labels }) => labels)),
    commonAnnotations: common(shown.map(({ annotations }) => annotations)),
    routeLabels: message.routeLabels,
    externalUrl: message.externalUrl,
  };
  return { data, truncatedAlerts: all.length - shown.length };
}

/** A firing alert has no end to tell. */
const alertData = (alert: Alert, firing: boolean): TemplateAlert => ({
  status: firing ? 'firing' : 'resolved',
  labels: alert.labels,
  annotations: alert.annotations,
  startsAt: alert.startsAt,
  ...(firing ? {} : { endsAt: alert.endsAt }),
  generatorUrl: alert.generatorURL,
  fingerprint: alert.fingerprint,
});

const common = ([first = {}, ...others]: readonly Labels[]): Labels =>
  Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((labels) => labels[name] === value)),
  );
