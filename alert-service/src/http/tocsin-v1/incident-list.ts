import type { Checked, Response, Routes } from '@tocsin/api';
import type { Labels } from '@tocsin/model';
import type { Incident } from '#core/incident/incident';
import type { State } from '#core/state';
import type { TocsinContext } from './context.ts';
import { byNeed, wireIncident } from './incident-view.ts';
import { count } from './words.ts';

const dayMs = 24 * 3_600_000;
const mostShown = 5_000;

type Asked = NonNullable<Checked<Routes['listIncidents']>['query']>;

/**
 * Open first by severity, unowned before owned, then the oldest; then what ended in the last 24 h, newest first. What was
 * part of another one from its first moment is listed there; all that ever were include it.
 */
export function listedIncidents(context: TocsinContext, resolved: Asked['resolved'] = 'day'): Incident[] {
  const now = context.clock.now();
  const all = [...context.engine.state().incidents.values()];
  const open = all.filter((incident) => incident.status !== 'resolved').sort(byNeed);
  const isWanted = ({ resolvedAt = 0, relatedBy }: Incident): boolean =>
    resolved === 'all' || (resolved === 'day' && now - resolvedAt <= dayMs && relatedBy === undefined);
  const ended = all
    .filter((incident) => incident.status === 'resolved' && isWanted(incident))
    .sort((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0));
  return [...open, ...ended];
}

export function listIncidents(context: TocsinContext, asked: Asked): Response<Routes['listIncidents']> {
  const state = context.engine.state();
  const resolved = asked.resolved ?? (wants(asked.status, ['resolved']) ? 'all' : 'day');
  const matching = listedIncidents(context, resolved).filter((incident) => fits(state, incident, asked));
  const all = [...state.incidents.values()];
  const open = all.filter(({ status }) => status !== 'resolved');
  const unowned = open.filter(({ status }) => status === 'triggered').length;
  const lastEndedAt = Math.max(...all.map(({ resolvedAt = 0 }) => resolvedAt), 0);
  const incidents = matching.slice(0, asked.limit === undefined ? mostShown : Number(asked.limit));
  return {
    incidents: incidents.map((incident) => wireIncident(context, incident)),
    sentence: sentenceOf(open.length, unowned),
    open: open.length,
    unowned,
    matching: matching.length,
    ...(lastEndedAt > 0 && { lastEndedAt: new Date(lastEndedAt).toISOString() }),
  };
}

function sentenceOf(open: number, unowned: number): string {
  if (open === 0) return 'No open incidents.';
  return `${open} open, ${unowned === 0 ? 'each in hand' : `${count(unowned, 'needs', 'need')} someone`}.`;
}

const anyOf = (written: string): string[] =>
  written
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');

/** One of these values is asked for; nothing asked for is no wish. */
function wants(written: string | undefined, values: readonly (string | undefined)[]): boolean {
  if (written === undefined) return false;
  const wanted = anyOf(written);
  return values.some((value) => value !== undefined && wanted.includes(value.toLowerCase()));
}

function fits(
  state: State,
  incident: Incident,
  { status, severity, assignee, service, team, q }: Asked,
): boolean {
  const { services = [], groupLabels, alerts } = incident;
  const teams = (): (string | undefined)[] => [
    groupLabels.team,
    ...alerts.map((each) => state.alerts.get(each)?.alert.labels.team),
  ];
  const isOpen = incident.status === 'resolved' ? undefined : 'open';
  const had = incident.assignee === undefined ? 'nobody' : undefined;
  return (
    (status === undefined || wants(status, [incident.status, isOpen])) &&
    (severity === undefined || wants(severity, [incident.severity])) &&
    (assignee === undefined || wants(assignee, [incident.assignee, incident.assigneeId, had])) &&
    (service === undefined || wants(service, [incident.service, ...services])) &&
    (team === undefined || wants(team, teams())) &&
    (q === undefined || holds(state, incident, q))
  );
}

/** Every word is found somewhere. */
function holds(state: State, incident: Incident, q: string): boolean {
  const { id, title, description = '', services = [], service = '', groupLabels, assignee = '' } = incident;
  const texts = [id, title, description, service, ...services, assignee, ...labelWords(groupLabels)];
  for (const each of incident.alerts) texts.push(...labelWords(state.alerts.get(each)?.alert.labels ?? {}));
  const text = texts.join('\n').toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const labelWords = (labels: Labels): string[] =>
  Object.entries(labels).map(([name, value]) => `${name}=${value}`);
