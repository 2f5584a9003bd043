import { kv, KVType } from './kv.ts';
import { GoTime, timeType } from '#template/time/time';
import { goString } from '#template/value/bytes';
import { boolType, defined, sliceOf, stringType, type GoType, type Method } from '#template/value/type';
import { GoList, GoPointer, GoStruct, pointer, type Value } from '#template/value/value';

type StringMap = Readonly<Record<string, string>>;

/** One alert as a notification sees it. Times are epoch milliseconds; a time is as good, for its nanoseconds. */
export interface TemplateAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly startsAt: number | GoTime;
  /** Absent while the alert fires: Go's zero time. */
  readonly endsAt?: number | GoTime | undefined;
  readonly generatorUrl: string;
  readonly fingerprint: string;
}

export interface NotificationData {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly TemplateAlert[];
  readonly notificationReason: string;
  readonly groupLabels: StringMap;
  readonly commonLabels: StringMap;
  readonly commonAnnotations: StringMap;
  /** As rendered already. */
  readonly routeLabels: StringMap;
  readonly externalUrl: string;
}

const AlertType: GoType = {
  name: 'template.Alert',
  kind: 'struct',
  fields: [
    { name: 'Status', type: stringType, json: 'status' },
    { name: 'Labels', type: KVType, json: 'labels' },
    { name: 'Annotations', type: KVType, json: 'annotations' },
    { name: 'StartsAt', type: timeType, json: 'startsAt' },
    { name: 'EndsAt', type: timeType, json: 'endsAt' },
    { name: 'GeneratorURL', type: stringType, json: 'generatorURL' },
    { name: 'Fingerprint', type: stringType, json: 'fingerprint' },
  ],
};

const withStatus = (status: string): Method => ({
  params: [],
  run: (self) => {
    const items = self instanceof GoList ? self.items : [];
    const kept = items.filter((item) => item instanceof GoStruct && item.values[0] === status);
    return new GoList(sliceOf(AlertType), kept);
  },
});

const AlertsType = defined('template.Alerts', sliceOf(AlertType), {
  Firing: withStatus('firing'),
  Resolved: withStatus('resolved'),
});

const DataType: GoType = {
  name: 'template.Data',
  kind: 'struct',
  fields: [
    { name: 'Receiver', type: stringType, json: 'receiver' },
    { name: 'Status', type: stringType, json: 'status' },
    { name: 'Alerts', type: AlertsType, json: 'alerts' },
    { name: 'NotificationReason', type: stringType, json: 'notification_reason' },
    { name: 'GroupLabels', type: KVType, json: 'groupLabels' },
    { name: 'CommonLabels', type: KVType, json: 'commonLabels' },
    { name: 'CommonAnnotations', type: KVType, json: 'commonAnnotations' },
    { name: 'RouteLabels', type: KVType, json: 'routeLabels' },
    { name: 'ExternalURL', type: stringType, json: 'externalURL' },
    // Unexported in Alertmanager, and so seen only when the whole of the data is printed.
    { name: 'routeLabelsRendered', type: boolType },
  ],
};

function timeOf(at: number | GoTime | undefined): GoTime {
  if (at === undefined) return GoTime.zero;
  return typeof at === 'number' ? GoTime.ofMs(at) : at;
}

function alertValue(alert: TemplateAlert): GoStruct {
  return new GoStruct(AlertType, [
    alert.status,
    kv(alert.labels),
    kv(alert.annotations),
    timeOf(alert.startsAt),
    timeOf(alert.endsAt),
    goString(alert.generatorUrl),
    goString(alert.fingerprint),
  ]);
}

/** The same escaping that Alertmanager gives to `.Receiver`: Go's regexp.QuoteMeta. */
const quoteMeta = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');

/** The data of a notification template: `{{ .Receiver }}`, `{{ .Alerts.Firing }}` and so on. */
export function alertmanagerData(data: NotificationData): GoPointer {
  return pointer(
    new GoStruct(DataType, [
      quoteMeta(goString(data.receiver)),
      data.status,
      new GoList(AlertsType, data.alerts.map(alertValue)),
      data.notificationReason,
      kv(data.groupLabels),
      kv(data.commonLabels),
      kv(data.commonAnnotations),
      kv(data.routeLabels),
      goString(data.externalUrl),
      true,
    ]),
  );
}

/** The values of the route's labels, for the `routeLabels` function. */
export function routeLabelOf(data: Value, name: string): string {
  const struct = data instanceof GoPointer ? data.target : data;
  const labels = struct instanceof GoStruct && struct.type === DataType ? struct.values[7] : undefined;
  const value =
    labels !== undefined && labels !== null && typeof labels === 'object' && 'entries' in labels
      ? labels.entries.get(name)
      : undefined;
  return typeof value === 'string' ? value : '';
}
