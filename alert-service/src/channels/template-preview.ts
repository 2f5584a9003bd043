import { z } from 'zod';
import {
  alertmanagerData,
  alertmanagerFunctions,
  functionTable,
  type NotificationData,
  notificationTemplates,
  TemplateError,
  type TemplateSource,
} from '#template/index';

const texts = z.record(z.string(), z.string()).default({});
const time = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2026-10-20T03:17:00Z' })
  .transform(Date.parse);

const AlertData = z.object({
  status: z.enum(['firing', 'resolved']).default('firing'),
  labels: texts,
  annotations: texts,
  startsAt: time.optional(),
  endsAt: time.optional(),
  generatorURL: z.string().default(''),
  fingerprint: z.string().default(''),
});

/** The data of a notification as Alertmanager's webhook and `amtool template render` have it. */
export const PreviewData = z.object({
  receiver: z.string().default('receiver'),
  status: z.enum(['firing', 'resolved']).default('firing'),
  alerts: z.array(AlertData).default([]),
  notification_reason: z.string().default('first notification'),
  groupLabels: texts,
  commonLabels: texts,
  commonAnnotations: texts,
  routeLabels: texts,
  externalURL: z.string().default(''),
});
export type PreviewData = z.output<typeof PreviewData>;

export interface Preview {
  readonly files: readonly TemplateSource[];
  readonly text: string;
  readonly language: 'text' | 'html';
  /** A sample when absent. */
  readonly data?: PreviewData;
  readonly now: number;
}

export type Previewed =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly error: string;
      readonly template: string;
      readonly line: number;
      readonly column: number;
    };

/** What a template would say: rendered by the code that renders messages. */
export function previewTemplate({ files, text, language, data, now }: Preview): Previewed {
  const said = data === undefined ? sampleData(now) : notificationData(data, now);
  const routeLabel = (name: string): string => said.routeLabels[name] ?? '';
  try {
    const templates = notificationTemplates(files, { now: () => now });
    const functions = functionTable(alertmanagerFunctions({ now: () => now, routeLabel }));
    return { ok: true, text: templates[language](text, alertmanagerData(said), functions) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { message, template, line, column } = error;
    return { ok: false, error: message, template, line, column };
  }
}

function notificationData(data: PreviewData, now: number): NotificationData {
  const { notification_reason: notificationReason, externalURL: externalUrl, alerts, ...same } = data;
  return {
    ...same,
    notificationReason,
    externalUrl,
    alerts: alerts.map(({ generatorURL: generatorUrl, startsAt = now, ...alert }) => ({
      ...alert,
      generatorUrl,
      startsAt,
    })),
  };
}

/** Two alerts of one group, of which one has ended. */
function sampleData(now: number): NotificationData {
  const common = { alertname: 'HighErrorRate', service: 'checkout', severity: 'critical' };
  const said = {
    summary: 'checkout fails for one customer in ten',
    runbook_url: 'https://runbooks.example/errors',
  };
  const minute = 60_000;
  const alert = { annotations: said, generatorUrl: 'https://prometheus.example/graph' };
  return {
    ...{ receiver: 'team', status: 'firing', notificationReason: 'first notification', routeLabels: {} },
    groupLabels: { alertname: common.alertname, service: common.service },
    commonLabels: common,
    commonAnnotations: said,
    externalUrl: 'https://tocsin.example',
    alerts: [
      {
        ...{ ...alert, status: 'firing', labels: { ...common, instance: 'checkout-1:8080' } },
        ...{ startsAt: now - 5 * minute, fingerprint: '5f9c1e2ab0d4c377' },
      },
      {
        ...{ ...alert, status: 'resolved', labels: { ...common, instance: 'checkout-2:8080' } },
        ...{ startsAt: now - 10 * minute, endsAt: now, fingerprint: '0c71d35a9e64f1b8' },
      },
    ],
  };
}
