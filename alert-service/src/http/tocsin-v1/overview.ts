import type { AlertSummary, Overview, ReceiverHealth } from '@tocsin/api';
import { clockWords, severityOf, worst } from '@tocsin/model';
import type { Incident } from '#core/state';
import { alertSummaries } from './alert-summary.ts';
import type { RuleView, TocsinContext } from './context.ts';
import { byNeed, wireIncident } from './incident-view.ts';
import {
  calmWords,
  dependencyWords,
  overviewServices,
  servicesSentence,
  severityOfServices,
  troubledOf,
} from './overview-services.ts';
import { count, forWords, integrationWords } from './words.ts';

const iso = (at: number): string => new Date(at).toISOString();

export function overview(context: TocsinContext): Overview {
  const now = context.clock.now();
  const alerts = alertSummaries(context, false);
  const all = [...context.engine.state().incidents.values()].filter(isReal);
  const open = all.filter((incident) => incident.status !== 'resolved');
  const unowned = open.filter((incident) => incident.status === 'triggered');
  const receivers = receiverHealth(context);
  const rules = context.rules.groups().flatMap((group) => group.rules);
  const of = (status: string): number => alerts.filter((alert) => alert.status === status).length;
  const firing = alerts.filter((alert) => alert.status !== 'pending');
  const lastEvaluationAt = newest(rules.map((rule) => rule.lastEvaluationAt));
  const watchdog = context.outside.watchdog();
  const quietSince = open.length === 0 ? newest(all.map((incident) => incident.resolvedAt)) : undefined;
  const worstFirst = [...open].sort(
    (a, b) => Number(a.status !== 'triggered') - Number(b.status !== 'triggered') || byNeed(a, b),
  );
  return {
    ...sentences(context, {
      reading: readingOfIncident(alerts, worstFirst[0]),
      open: worstFirst,
      unowned: unowned.length,
      firing: firing.length,
      pending: of('pending'),
    }),
    severity: worst([
      ...open.map((each) => each.severity),
      ...firing.map((alert) => severityOf(alert.labels)),
      severityOfServices(context),
    ]),
    ...overviewServices(context),
    counts: {
      firing: of('firing'),
      pending: of('pending'),
      acknowledged: of('acknowledged'),
      openIncidents: open.length,
      unowned: unowned.length,
    },
    incidents: worstFirst.slice(0, 5).map((incident) => wireIncident(context, incident)),
    receivers,
    dataSources: [...context.rules.dataSources()],
    alertmanagers: context.outside.alertmanagers(),
    ...(watchdog && { watchdog }),
    rules: {
      total: rules.length,
      failing: rules.filter((rule: RuleView) => rule.health === 'error').length,
      ...(lastEvaluationAt !== undefined && { lastEvaluationAt: iso(lastEvaluationAt) }),
    },
    ...(quietSince !== undefined && { quietSince: iso(quietSince) }),
    now: iso(now),
  };
}

/** A test of a policy says nothing about how things are. */
const isReal = ({ origin }: Incident): boolean => origin?.kind !== 'test';

function newest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** `8.4 %, limit 5 %`: the number of its alert that is listed first. */
const readingOfIncident = (
  alerts: readonly AlertSummary[],
  incident: Incident | undefined,
): string | undefined =>
  alerts.find((alert) => alert.incident === incident?.id && alert.measure?.text)?.measure?.text;

interface Standing {
  readonly reading: string | undefined;
  readonly open: readonly Incident[];
  readonly unowned: number;
  readonly firing: number;
  readonly pending: number;
}

/** One sentence first; if it is not sure that anybody can be told, that is the sentence. */
function sentences(
  context: TocsinContext,
  { reading, open, unowned, firing, pending }: Standing,
): Pick<Overview, 'sentence' | 'next'> {
  const [worstOne] = open;
  // One that no rule has asked yet says nothing of itself.
  const failing = context.rules
    .dataSources()
    .find(({ healthy, since, error }) => !healthy && (since ?? error) !== undefined);
  const blind = failing
    ? `${failing.name} does not answer${failing.since ? ` since ${sinceWords(context, failing.since)}` : ''}: what fires keeps firing, nothing new is seen.`
    : undefined;
  const silent = deaf(context);
  if (!worstOne) {
    const services = servicesSentence(context);
    const troubled = services && !services.calm ? services.sentence : undefined;
    const calm = firing > 0 ? `${count(firing, 'alert')} without an incident.` : 'All is well.';
    const soon = pending > 0 ? `${count(pending, 'condition')} may become an alert.` : undefined;
    const how = services?.calm && firing === 0 && !blind ? calmWords(context) : undefined;
    const next = silent ?? soon ?? how;
    return { sentence: blind ?? troubled ?? silent ?? calm, ...(next !== undefined && { next }) };
  }
  const now = context.clock.now();
  const who = whoWords(context, worstOne);
  const title = worstOne.title.replace(/\.$/, '');
  const others =
    open.length > 1
      ? ` ${count(open.length - 1, 'more incident')}${unowned > 1 ? `, ${unowned} in all that nobody has` : ''}.`
      : '';
  const service = troubledOf(context, worstOne);
  const what = service
    ? `${service.sentence}${dependencyWords(context, service)}`
    : `${title}${reading ? `: ${reading}` : ''}, for ${forWords(worstOne.openedAt, now)}.`;
  return {
    sentence: `${what} ${who}${others}`,
    next: silent ?? blind ?? sentenceCase(wireIncident(context, worstOne).next),
  };
}

function whoWords({ clock, timeZone }: TocsinContext, { status, assignee, snoozed }: Incident): string {
  if (status === 'snoozed' && snoozed)
    return `${snoozed.by} has put it off until ${clockWords(snoozed.until, { now: clock.now(), timeZone })}.`;
  return status === 'triggered' ? 'Nobody has it.' : `${assignee ?? 'Somebody'} has it.`;
}

/** The zone is the service's own, so it is named. */
const sinceWords = ({ clock, timeZone }: TocsinContext, at: string): string =>
  clockWords(Date.parse(at), { now: clock.now(), timeZone });

const sentenceCase = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;

/** A receiver that does not answer is told before all else. */
function deaf(context: TocsinContext): string | undefined {
  const failing = receiverHealth(context).filter((each) => each.state === 'failing');
  const [first] = failing;
  if (!first?.failingSince) return undefined;
  const since = sinceWords(context, first.failingSince);
  const waiting =
    first.waiting > 0
      ? `; ${count(first.waiting, 'notification')} wait${first.waiting === 1 ? 's' : ''}`
      : '';
  return `${integrationWords(first.integration)} has not answered since ${since}${waiting}.`;
}

function receiverHealth({ receivers, engine }: TocsinContext): ReceiverHealth[] {
  const state = engine.state();
  return [...engine.policy().receivers].flatMap(([receiver, integrations]) =>
    integrations.map(({ key }) => {
      const integration = `${receiver}/${key}`;
      const known = receivers.of(integration);
      return {
        receiver,
        integration,
        type: key.replace(/\[\d+\]$/, ''),
        state: known.failingSince ? 'failing' : known.lastDeliveredAt ? 'ok' : 'unused',
        waiting: receivers.waiting(state, integration),
        ...(known.lastDeliveredAt !== undefined && { lastDeliveredAt: iso(known.lastDeliveredAt) }),
        ...(known.failingSince !== undefined && { failingSince: iso(known.failingSince) }),
        ...(known.lastError !== undefined && { lastError: known.lastError }),
      } satisfies ReceiverHealth;
    }),
  );
}
