import type { TemplateAlert } from '#template/index';
import { goTime } from './webhook/go-json.ts';

/** An alert as Alertmanager's `toJson` shows it. */
export const alertJson = (alert: TemplateAlert): Readonly<Record<string, unknown>> => ({
  status: alert.status,
  labels: alert.labels,
  annotations: alert.annotations,
  startsAt: goTime(alert.startsAt),
  endsAt: goTime(alert.endsAt),
  generatorURL: alert.generatorUrl,
  fingerprint: alert.fingerprint,
});
