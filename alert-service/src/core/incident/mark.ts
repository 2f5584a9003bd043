import type { CommandInput } from '../input.ts';
import type { Turn } from '../turn.ts';
import { changeIncident, type ChangedBy } from './change.ts';
import type { CommandAnswer } from './command.ts';
import type { Incident } from './incident.ts';
import { respondBy, severityOfAll } from './severity.ts';

type Asked<C extends CommandInput['command']> = Extract<CommandInput, { command: C }>;

const done = (incident: Incident): CommandAnswer => ({ kind: 'incident', incident });
const refused = (detail: string): CommandAnswer => ({ kind: 'conflict', detail });

/** Each is kept in the row of the incident. */
const mostNotes = 500;
const mostRelated = 100;

export function note(turn: Turn, incident: Incident, asked: Asked<'note'>): CommandAnswer {
  const { by, via } = asked;
  const notes = incident.notes ?? [];
  const text = asked.text.trim();
  if (text === '') return refused('The note is empty: write something.');
  if (notes.length >= mostNotes)
    return refused(`${incident.id} has ${mostNotes} notes already: write on elsewhere, and link it.`);
  const next: Incident = { ...incident, notes: [...notes, { at: turn.now, by, ...(via && { via }), text }] };
  return done(changeIncident(turn, next, { change: 'noted', actor: { ...asked, comment: text } }));
}

export function prioritize(turn: Turn, incident: Incident, asked: Asked<'set-priority'>): CommandAnswer {
  const { priority } = asked;
  if (priority === incident.priority) return done(incident);
  const { priority: _before, ...kept } = incident;
  const next: Incident = { ...kept, ...(priority && { priority }) };
  return done(
    changeIncident(turn, next, { change: 'prioritized', actor: asked, ...(priority && { to: priority }) }),
  );
}

/** It stands whatever its alerts say, until they are worse than they are now. */
export function setSeverity(turn: Turn, incident: Incident, asked: Asked<'set-severity'>): CommandAnswer {
  const { severity } = asked;
  if (severity === 'none') return refused('An incident has a severity: critical, high, medium or low.');
  if (severity === incident.severity) return done(incident);
  const { state, policy, now } = turn;
  const firing = incident.alerts.flatMap((each) => {
    const alert = state.alerts.get(each)?.alert;
    return alert && alert.endsAt > now ? [alert] : [];
  });
  const next: Incident = {
    ...incident,
    severity,
    respondBy: respondBy(policy, severity, incident.openedAt),
    ...(firing.length > 0 && { severityOfAlerts: severityOfAll(policy, firing) }),
  };
  return done(changeIncident(turn, next, { change: 'severity-set', actor: asked, to: severity }));
}

export function relate(turn: Turn, incident: Incident, asked: Asked<'relate'>): CommandAnswer {
  const { to, why, by } = asked;
  const related = incident.related ?? [];
  const other = turn.state.incidents.get(to);
  if (!other) return { kind: 'not-found', detail: `There is no incident ${to} to link.` };
  if (other.id === incident.id) return refused(`${to} cannot be linked to itself.`);
  if (related.some(({ id }) => id === to)) return done(incident);
  if (related.length >= mostRelated) return refused(`${incident.id} has ${mostRelated} links already.`);
  const next: Incident = {
    ...incident,
    related: [...related, { id: to, why: why ?? `${by} linked it`, by }],
  };
  return done(changeIncident(turn, next, { change: 'related', actor: asked, to }));
}

/** Level 4: said to the public. */
export function declareIncident(turn: Turn, incident: Incident, actor: ChangedBy): Incident {
  if (incident.declared) return incident;
  const next: Incident = { ...incident, declared: { at: turn.now, by: actor.by } };
  return changeIncident(turn, next, { change: 'declared', actor });
}
