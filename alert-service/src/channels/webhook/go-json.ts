import { compareBytes, type Labels } from '@tocsin/model';
import type { NotificationData, TemplateAlert } from '#template/index';
import type { GroupData } from '../group-data.ts';

/** Alertmanager's webhook body, version 4 unless told otherwise, byte for byte as Go's encoder writes it: field order, sorted maps, escapes, newline. */
export function webhookJson({ data, truncatedAlerts }: GroupData, groupKey: string, version = '4'): string {
  return (
    object([
      ...dataFields(data),
      ['version', text(version)],
      ['groupKey', text(groupKey)],
      ['truncatedAlerts', String(truncatedAlerts)],
    ]) + '\n'
  );
}

/** Any value as Go's encoder writes it. */
export function goJson(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return object(fields.map(([name, item]) => [name, goJson(item)]));
}

type Field = readonly [name: string, json: string];

/** A firing alert has no end: Go's zero time says so. */
const zeroTime = '0001-01-01T00:00:00Z';

const dataFields = (data: NotificationData): readonly Field[] => [
  ['receiver', text(data.receiver.replace(/[\\.+*?()|[\]{}^$]/gu, '\\$&'))],
  ['status', text(data.status)],
  ['alerts', `[${data.alerts.map(alert).join(',')}]`],
  ['notification_reason', text(data.notificationReason)],
  ['groupLabels', map(data.groupLabels)],
  ['commonLabels', map(data.commonLabels)],
  ['commonAnnotations', map(data.commonAnnotations)],
  ['routeLabels', map(data.routeLabels)],
  ['externalURL', text(data.externalUrl)],
];

const alert = (data: TemplateAlert): string =>
  object([
    ['status', text(data.status)],
    ['labels', map(data.labels)],
    ['annotations', map(data.annotations)],
    ['startsAt', text(goTime(data.startsAt))],
    ['endsAt', text(goTime(data.endsAt))],
    ['generatorURL', text(data.generatorUrl)],
    ['fingerprint', text(data.fingerprint)],
  ]);

/** RFC3339Nano in UTC as Go prints it: no zeros at the end of the fraction. */
export function goTime(at: TemplateAlert['endsAt']): string {
  if (typeof at !== 'number') return zeroTime;
  return new Date(at).toISOString().replace(/\.?0*Z$/u, 'Z');
}

/** Go marshals maps by key; a JavaScript object would put names such as `1` first. */
const map = (labels: Labels): string =>
  object(
    Object.entries(labels)
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([name, value]) => [name, text(value)]),
  );

const object = (fields: readonly Field[]): string =>
  `{${fields.map(([name, json]) => `${text(name)}:${json}`).join(',')}}`;

/** Go escapes what HTML and JavaScript would misread; a lone surrogate cannot exist there. */
const text = (value: string): string =>
  JSON.stringify(value.toWellFormed()).replace(
    /[<>&\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
