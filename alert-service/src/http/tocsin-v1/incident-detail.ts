import type { AlertSummary, IncidentDetail, RelatedIncident, TimelineEvent } from '@tocsin/api';
import { compareSeverity, type LedgerPage, readingOf, spokenDuration } from '@tocsin/model';
import type { Incident } from '#core/incident/incident';
import { knownServices } from '#core/incident/severity';
import { commonLabels, relatedTo } from '#engine/incident-words/related';
import { whySentences } from '#engine/incident-words/why';
import { aboutGroup, aboutIncident, aboutRule } from '#engine/ledger-index';
import { HttpError } from '../errors.ts';
import { summaryOf } from './alert-summary.ts';
import type { TocsinContext } from './context.ts';
import { callsOf } from './incident-calls.ts';
import { ladderOf } from './incident-ladder.ts';
import { wireIncident } from './incident-view.ts';
import { causesOf } from './muted.ts';
import { beganOf } from '#services/topology/began';
import { timelineOf } from './timeline.ts';
import { spanOf } from './timeline-span.ts';

const pagesRead = 500;
const mostMembers = 500;
/** Of a storm's incident not every rule's past is told. */
const mostRules = 10;

const iso = (at: number): string => new Date(at).toISOString();

/** One incident, whole: what is true, who was called, why, and all that happened. */
export async function incidentDetail(context: TocsinContext, id: string): Promise<IncidentDetail> {
  const incident = context.engine.state().incidents.get(id);
  if (!incident) throw new HttpError(404, 'There is no such incident', { detail: `No incident ${id}.` });
  const pages = await context.ledger.pages(subjectsOf(context, incident), pagesRead);
  const view = context.incidents.view();
  const ladder = ladderOf(view, id, pages);
  const members = membersOf(context, incident);
  return {
    ...wireIncident(context, incident),
    sentence: sentenceOf(context, incident),
    labels: { ...commonLabels(view.state, incident) },
    annotations: annotationsOf(context, members),
    members,
    ...(ladder && { ladder }),
    calls: callsOf(view, id),
    why: whySentences(view, incident, pages).map((each) => ({ ...each, at: iso(each.at) })),
    related: relatedTo(view.state, incident).map(wireRelated),
    ...around(context, incident),
    notes: (incident.notes ?? []).map(({ at, by, via, text }) => ({
      at: iso(at),
      by,
      text,
      ...(via && { via }),
    })),
    timeline: timeline(context, incident, pages),
  };
}

const changesWithinMs = 24 * 3_600_000;
const mostChanges = 20;

/** What may have to do with it, what changed before, and what else is hit. */
function around(
  { engine, services }: TocsinContext,
  incident: Incident,
): Pick<IncidentDetail, 'causes' | 'changes' | 'impact'> {
  const { at, words } = beganOf(engine.state(), incident);
  const hit = knownServices(incident);
  const changes = services.changes.around({
    ...(hit.length > 0 && { services: hit }),
    ...{ start: at, startWords: words, from: at - changesWithinMs, limit: mostChanges },
    to: Math.max(at, incident.openedAt),
  });
  const impact = services.causes.impactOf(incident);
  return {
    causes: [...services.causes.of(incident)],
    changes: [...changes],
    ...(impact !== undefined && { impact }),
  };
}

const groupsOf = ({ engine }: TocsinContext, { group, alerts }: Incident): ReadonlySet<string> => {
  const state = engine.state();
  return new Set([group, ...alerts.flatMap((each) => state.alerts.get(each)?.groups.slice(0, 1) ?? [])]);
};

const rulesOf = ({ engine }: TocsinContext, { alerts }: Incident): ReadonlySet<string> => {
  const state = engine.state();
  const rules = new Set(alerts.flatMap((each) => state.alerts.get(each)?.alert.rule ?? []));
  return new Set([...rules].slice(0, mostRules));
};

const subjectsOf = (context: TocsinContext, incident: Incident): string[] => [
  aboutIncident(incident.id),
  ...[...groupsOf(context, incident)].map(aboutGroup),
  ...[...rulesOf(context, incident)].map(aboutRule),
];

function timeline(context: TocsinContext, incident: Incident, pages: readonly LedgerPage[]): TimelineEvent[] {
  const { alerts } = context.engine.state();
  return timelineOf(
    pages,
    {
      incident: incident.id,
      alerts: new Set(incident.alerts),
      groups: groupsOf(context, incident),
      rules: rulesOf(context, incident),
      ...spanOf(context.engine.state(), incident),
      reading(value, alert) {
        const measure = alert === undefined ? undefined : alerts.get(alert)?.alert.measure;
        return readingOf(measure && { ...measure, value })?.both;
      },
      causes: (mute) => causesOf(context, mute),
    },
    { directory: context.engine.state().directory, timeZone: context.timeZone },
  );
}

/** Those that fire first, the worst before the others. */
function membersOf(context: TocsinContext, { alerts }: Incident): AlertSummary[] {
  const state = context.engine.state();
  const active = context.rules.active();
  return alerts
    .flatMap((each) => state.alerts.get(each)?.alert ?? [])
    .map((alert) => summaryOf(context, alert, active.get(alert.fingerprint)))
    .sort(
      (a, b) =>
        Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
        compareSeverity(a.severity, b.severity) ||
        Date.parse(a.startsAt) - Date.parse(b.startsAt),
    )
    .slice(0, mostMembers);
}

const annotationsOf = ({ engine }: TocsinContext, [worst]: readonly AlertSummary[]) => ({
  ...(worst && engine.state().alerts.get(worst.fingerprint)?.alert.annotations),
});

/** What is true now: what, since when, who has it. */
function sentenceOf({ clock }: TocsinContext, incident: Incident): string {
  const {
    title,
    openedAt,
    status,
    assignee = 'Somebody',
    resolvedAt = openedAt,
    resolvedBy,
    mergedInto,
  } = incident;
  const what = title.replace(/\.$/, '');
  const length = spokenDuration((status === 'resolved' ? resolvedAt : clock.now()) - openedAt);
  switch (status) {
    case 'triggered':
      return `${what}. For ${length}, and nobody has it.`;
    case 'acknowledged':
      return `${what}. For ${length}; ${assignee} has it.`;
    case 'snoozed':
      return `${what}. For ${length}; ${incident.snoozed?.by ?? assignee} put it off.`;
    case 'resolved':
      if (mergedInto !== undefined) return `${what}. It is part of ${mergedInto}.`;
      return `${what}: this has ended, after ${length}${resolvedBy === undefined ? '' : `, by ${resolvedBy}`}.`;
  }
}

function wireRelated({ incident, why, by }: ReturnType<typeof relatedTo>[number]): RelatedIncident {
  const { id, title, status, severity, assignee } = incident;
  return {
    ...{ id, title, status, severity, why },
    ...(assignee !== undefined && { assignee }),
    ...(by !== undefined && { by }),
  };
}
