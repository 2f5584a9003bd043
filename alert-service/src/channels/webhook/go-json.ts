import type { Labels } from '@tocsin/model';
import { compareText } from '../alert-order.ts';
import type { AlertData, GroupData, Truncated } from '../group-data.ts';

/** Alertmanager's webhook body, version 4, byte for byte as Go's encoder writes it: field order, sorted maps, escapes, newline. */
export function webhookJson({ data, truncatedAlerts }: Truncated, groupKey: string): string {
  return (
    object([
      ...dataFields(data),
      ['version', text('4')],
      ['groupKey', text(groupKey)],
      ['truncatedAlerts', String(truncatedAlerts)],
    ]) + '\n'
  );
}

type Field = readonly [name: string, json: string];

const dataFields = (data: GroupData): readonly Field[] => [
  ['receiver', text(data.receiver)],
  ['status', text(data.status)],
  ['alerts', `[${data.alerts.map(alert).join(',')}]`],
  ['notification_reason', text(data.notification_reason)],
  ['groupLabels', map(data.groupLabels)],
  ['commonLabels', map(data.commonLabels)],
  ['commonAnnotations', map(data.commonAnnotations)],
  ['routeLabels', map(data.routeLabels)],
  ['externalURL', text(data.externalURL)],
];

const alert = (data: AlertData): string =>
  object([
    ['status', text(data.status)],
    ['labels', map(data.labels)],
    ['annotations', map(data.annotations)],
    ['startsAt', text(data.startsAt)],
    ['endsAt', text(data.endsAt)],
    ['generatorURL', text(data.generatorURL)],
    ['fingerprint', text(data.fingerprint)],
  ]);

const map = (labels: Labels): string =>
  object(
    Object.entries(labels)
      .sort(([a], [b]) => compareText(a, b))
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
