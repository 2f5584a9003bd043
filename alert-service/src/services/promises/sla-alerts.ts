import type { Objective } from '@tocsin/api';
import { fingerprint } from '@tocsin/model';
import type { PostedAlert } from '#core/input';
import type { AlertRecord } from '#core/state';
import type { Listed } from './listed.ts';

export const slaAlerts = { broken: 'SlaViolated', 'at-risk': 'SlaAtRisk' } as const;

/** Told again before it expires: with us its alerts end by themselves. */
const expiresMs = 15 * 60_000;
const againMs = 6 * 60_000;

export interface SlaAsked {
  readonly listed: Listed;
  readonly view: Objective;
  readonly alerts: ReadonlyMap<string, AlertRecord>;
  readonly now: number;
  readonly externalUrl: string;
}

/** What is to be posted of one promise to others: violated for good, or at risk by its forecast. */
export function slaPosts(asked: SlaAsked): readonly PostedAlert[] {
  const { listed, view } = asked;
  if (listed.settings.type !== 'sla' || !listed.settings.alert) return [];
  const isAtRisk =
    view.state === 'at-risk' && view.forecast !== undefined && view.forecast.attained < view.target;
  return [...postOf(asked, 'broken', view.state === 'broken'), ...postOf(asked, 'at-risk', isAtRisk)];
}

function postOf(asked: SlaAsked, kind: keyof typeof slaAlerts, holds: boolean): PostedAlert[] {
  const { listed, alerts, now } = asked;
  const { severities } = listed.settings;
  const labels = {
    alertname: slaAlerts[kind],
    service: listed.service.name,
    objective: listed.settings.name,
    severity: kind === 'broken' ? severities.fast : severities.slow,
    promise: 'sla',
  };
  const print = fingerprint(labels);
  const before = alerts.get(print)?.alert;
  const fires = before !== undefined && before.endsAt > now;
  if (!holds && !fires) return [];
  if (holds && fires && before.endsAt - now > expiresMs - againMs) return [];
  return [
    {
      fingerprint: print,
      labels,
      annotations: holds || !before ? annotationsOf(asked, kind) : before.annotations,
      startsAt: fires ? before.startsAt : now,
      endsAt: holds ? now + expiresMs : now,
      timeout: false,
      generatorURL: pageOf(asked),
    },
  ];
}

const pageOf = ({ listed, externalUrl }: SlaAsked): string =>
  `${externalUrl}/a/tocsin-tocsin-app/objectives/${encodeURIComponent(listed.service.name)}/${encodeURIComponent(listed.settings.name)}`;

function annotationsOf(asked: SlaAsked, kind: keyof typeof slaAlerts): Record<string, string> {
  const { listed, view } = asked;
  const { service, settings } = listed;
  const title = service.title ?? service.name;
  const summary =
    kind === 'broken'
      ? `${title}: ${settings.name} is below what was promised, ${settings.target} %`
      : `${title}: ${settings.name} will be below ${settings.target} % if it goes on like this`;
  return {
    summary,
    description: [view.sentence, view.forecast ? `${view.forecast.text}.` : ''].filter(Boolean).join(' '),
    objective_url: pageOf(asked),
    ...(service.runbook !== undefined && { runbook_url: service.runbook }),
    ...(service.dashboard !== undefined && { dashboard_url: service.dashboard }),
  };
}
