import type { AlertSummary, Measure as WireMeasure } from '@tocsin/api';
import { type Alert, compareSeverity, type Measure, readingOf, serviceOf } from '@tocsin/model';
import { incidentOfAlert } from '#core/incident/home';
import type { ActiveAlertView, TocsinContext } from './context.ts';
import { mutedOf } from './muted.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** How long an alert that ended is still listed. */
const endedForMs = 3_600_000;

export function alertSummaries(context: TocsinContext, withEnded: boolean): AlertSummary[] {
  const now = context.clock.now();
  const active = context.rules.active();
  const known = [...context.engine.state().alerts.values()].flatMap(({ alert }) =>
    alert.endsAt > now || (withEnded && now - alert.endsAt < endedForMs)
      ? [summaryOf(context, alert, active.get(alert.fingerprint))]
      : [],
  );
  const pending = [...active.values()]
    .filter((alert) => alert.state === 'pending')
    .map((alert) => pendingSummary(context, alert));
  const fresh = new Set(pending.map((alert) => alert.fingerprint));
  return [
    ...known.filter((alert) => alert.status !== 'resolved' || !fresh.has(alert.fingerprint)),
    ...pending,
  ].sort(byNeed);
}

const order = ['firing', 'acknowledged', 'pending', 'resolved'];
const byNeed = (a: AlertSummary, b: AlertSummary): number =>
  order.indexOf(a.status) - order.indexOf(b.status) ||
  compareSeverity(a.severity, b.severity) ||
  Date.parse(b.startsAt) - Date.parse(a.startsAt);

/** `live`: the alert as its rule sees it now; while it fires, its number is the newest, not the one it was told with. */
export function summaryOf(
  context: TocsinContext,
  alert: Alert,
  live: ActiveAlertView | undefined,
): AlertSummary {
  const ended = alert.endsAt <= context.clock.now();
  const incident = incidentOfAlert(context.engine.state(), alert.fingerprint);
  const acknowledged = incident?.status === 'acknowledged' || incident?.status === 'snoozed';
  const muted = ended ? undefined : mutedOf(context, alert);
  return {
    ...commonOf(context, ended || !live ? alert : { ...alert, measure: live.measure }),
    status: ended ? 'resolved' : acknowledged ? 'acknowledged' : 'firing',
    startsAt: iso(alert.startsAt),
    ...(ended && { endsAt: iso(alert.endsAt) }),
    ...(incident && { incident: incident.id }),
    ...(incident?.assignee !== undefined && { assignee: incident.assignee }),
    ...(muted && { muted }),
    ...(!ended && live && heldOf(live)),
  };
}

export const pendingSummary = (context: TocsinContext, alert: ActiveAlertView): AlertSummary => ({
  ...commonOf(context, alert),
  status: 'pending',
  startsAt: iso(alert.activeAt),
  ...heldOf(alert),
});

const heldOf = ({
  heldSince,
  missingSince,
}: ActiveAlertView): Pick<AlertSummary, 'heldSince' | 'missingSince'> => ({
  ...(heldSince !== undefined && { heldSince: iso(heldSince) }),
  ...(missingSince !== undefined && { missingSince: iso(missingSince) }),
});

type Common = Pick<
  AlertSummary,
  'fingerprint' | 'name' | 'severity' | 'service' | 'summary' | 'labels' | 'measure'
>;

function commonOf(
  { engine }: TocsinContext,
  alert: Pick<Alert, 'fingerprint' | 'labels' | 'annotations' | 'measure'>,
): Common {
  const { fingerprint, labels, annotations } = alert;
  const service = serviceOf(labels);
  const summary = annotations.summary ?? annotations.message ?? annotations.description;
  const measure = wireMeasure(alert.measure);
  return {
    fingerprint,
    name: labels.alertname ?? 'An alert without a name',
    severity: engine.policy().onCall.severityOf(labels),
    labels,
    ...(service !== undefined && { service }),
    ...(summary !== undefined && { summary }),
    ...(measure && { measure }),
  };
}

const wireMeasure = (measure: Measure | undefined): WireMeasure | undefined =>
  measure && { ...measure, text: readingOf(measure)?.both ?? '' };
