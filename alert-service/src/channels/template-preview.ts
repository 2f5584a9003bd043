import type { TemplateData } from '@tocsin/api';
import {
  alertmanagerData,
  alertmanagerFunctions,
  functionTable,
  type NotificationData,
  notificationTemplates,
  TemplateError,
  type TemplateSource,
} from '#template/index';

export interface Preview {
  readonly files: readonly TemplateSource[];
  readonly text: string;
  readonly language: 'text' | 'html';
  /** A sample when absent. */
  readonly data?: TemplateData;
  readonly now: number;
  /** How long it has taken so far, where nobody may be held up by it. */
  readonly elapsed?: () => number;
}

/** Nothing else is done meanwhile: no message takes that long. */
const longestMs = 1_000;

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
export function previewTemplate({ files, text, language, data, now, elapsed }: Preview): Previewed {
  const started = elapsed?.();
  const limits = { isOver: () => started !== undefined && Number(elapsed?.()) - started > longestMs };
  const said = data === undefined ? sampleData(now) : notificationData(data, now);
  const routeLabel = (name: string): string => said.routeLabels[name] ?? '';
  try {
    const templates = notificationTemplates(files, { now: () => now }, limits);
    const functions = functionTable(alertmanagerFunctions({ now: () => now, routeLabel }));
    return { ok: true, text: templates[language](text, alertmanagerData(said), functions) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { message, template, line, column } = error;
    return { ok: false, error: message, template, line, column };
  }
}

function notificationData(data: TemplateData, now: number): NotificationData {
  const { notification_reason: notificationReason, externalURL: externalUrl, alerts, ...same } = data;
  return {
    ...same,
    notificationReason,
    externalUrl,
    alerts: alerts.map(({ generatorURL: generatorUrl, startsAt, endsAt, ...alert }) => ({
      ...{ ...alert, generatorUrl },
      startsAt: startsAt === undefined ? now : Date.parse(startsAt),
      ...(endsAt !== undefined && { endsAt: Date.parse(endsAt) }),
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
