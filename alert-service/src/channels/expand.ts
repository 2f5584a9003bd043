import {
  alertmanagerData,
  alertmanagerFunctions,
  parseTemplates,
  type TemplateAlert,
  TemplateError,
} from '#template/index';
import type { AlertData } from './group-data.ts';
import type { Expand } from './channel.ts';
import { groupData } from './group-data.ts';

/** A user's template of a message, in Go's text language with Alertmanager's functions and data. */
export function createExpand(now: () => number): Expand {
  return (text, message) => {
    if (!text.includes('{{')) return text;
    const functions = alertmanagerFunctions({ now, routeLabel: (name) => message.routeLabels[name] ?? '' });
    const set = parseTemplates([], functions);
    if (set instanceof TemplateError) throw set;
    const { data } = groupData(message);
    return set.executeText(
      text,
      alertmanagerData({
        receiver: message.notice.receiver,
        status: data.status,
        alerts: data.alerts.map(templateAlert),
        notificationReason: data.notification_reason,
        groupLabels: data.groupLabels,
        commonLabels: data.commonLabels,
        commonAnnotations: data.commonAnnotations,
        routeLabels: message.routeLabels,
        externalUrl: message.externalUrl,
      }),
    );
  };
}

const templateAlert = (alert: AlertData): TemplateAlert => ({
  status: alert.status,
  labels: alert.labels,
  annotations: alert.annotations,
  startsAt: Date.parse(alert.startsAt),
  ...(alert.status === 'resolved' && { endsAt: Date.parse(alert.endsAt) }),
  generatorUrl: alert.generatorURL,
  fingerprint: alert.fingerprint,
});
