import type { Alert, Labels } from '@tocsin/model';
import type { Message } from './channel.ts';

/** For templates that write markup: the message with every value of an alert escaped, so that none can be markup itself. */
export function escapedMessage(message: Message, escape: (value: string) => string): Message {
  const values = (labels: Labels): Labels =>
    Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, escape(value)]));
  const escaped = (alert: Alert): Alert => ({
    ...alert,
    labels: values(alert.labels),
    annotations: values(alert.annotations),
    generatorURL: escape(alert.generatorURL),
  });
  const { notice } = message;
  return {
    ...message,
    externalUrl: escape(message.externalUrl),
    routeLabels: values(message.routeLabels),
    notice: {
      ...notice,
      receiver: escape(notice.receiver),
      groupLabels: values(notice.groupLabels),
      firing: notice.firing.map(escaped),
      resolved: notice.resolved.map(escaped),
    },
  };
}
