import type { Incident } from '#core/incident/incident';
import { type Elsewhere, type ElsewhereEvent, nameThere } from './event.ts';

/** What is to be done here, without who does it; or why nothing is, in words for the log. */
export type Wanted =
  | { readonly command: 'acknowledge' | 'hand-back' }
  | { readonly command: 'resolve'; readonly resolution: string }
  | { readonly command: 'snooze'; readonly until: number }
  | { readonly command: 'assign'; readonly to: string }
  | { readonly command: 'note'; readonly text: string }
  | { readonly nothing: string };

interface Around {
  readonly service: Elsewhere;
  readonly now: number;
}

const dayMs = 24 * 3_600_000;
/** Clocks differ by so much, and no more. */
const skewMs = 60_000;

/** A program or a timeout there ends no page here. */
const byItself: Readonly<Partial<Record<ElsewhereEvent['does'], string>>> = {
  acknowledge: 'has acknowledged',
  resolve: 'has ended',
  snooze: 'has put off',
};

/** Decides nothing that could end a page unless a person did it there. */
export function wantedBy(event: ElsewhereEvent, incident: Incident, around: Around): Wanted {
  const late = whyLate(event, incident, around);
  if (late !== undefined) return { nothing: late };
  const { title } = around.service;
  const has = `${incident.assignee ?? 'somebody'} has ${incident.id} already`;
  if (!event.who && event.does in byItself)
    return {
      command: 'note',
      text: `${title} ${byItself[event.does]} its own by itself: nothing changes here.`,
    };
  switch (event.does) {
    case 'acknowledge':
      return incident.status === 'acknowledged' ? { nothing: has } : { command: 'acknowledge' };
    case 'hand-back':
      return handedBack(incident, around.service);
    case 'resolve':
      return { command: 'resolve', resolution: `Resolved in ${title}` };
    case 'snooze':
      return incident.status === 'acknowledged' && !isFrom(incident.assignee, title)
        ? { nothing: has }
        : { command: 'snooze', until: event.until };
    case 'assign':
      return assigned(incident, nameThere(event.to, around.service), title);
    case 'note':
      return { command: 'note', text: event.text };
  }
}

/** What was done there before the latest decision here, or about an earlier incident of the same group, is over. */
function whyLate(
  { at, does }: ElsewhereEvent,
  { id, status, openedAt, shownAt = -Infinity }: Incident,
  { now }: Around,
): string | undefined {
  // The ids of what was taken are kept for a day: what is older could be a replay.
  if (now - at > dayMs) return 'it is more than a day old';
  if (at < openedAt - skewMs) return `it was done before ${id} began`;
  if (does === 'note') return undefined;
  if (status === 'resolved') return `${id} is over`;
  return at < shownAt - skewMs ? `it was done before the latest decision about ${id} here` : undefined;
}

/** An acknowledgement that runs out there takes nothing from who has the incident here. */
function handedBack({ status, assignee, id }: Incident, { title }: Elsewhere): Wanted {
  if (status === 'triggered') return { nothing: `nobody has ${id}` };
  if (isFrom(assignee, title)) return { command: 'hand-back' };
  return {
    command: 'note',
    text: `The acknowledgement in ${title} has ended. ${assignee ?? 'Somebody'} still has ${id} here.`,
  };
}

/** Who was given it there has not taken it yet: as long as nobody has, pages go on. */
const assigned = ({ status, assignee }: Incident, to: string, title: string): Wanted =>
  status === 'acknowledged' && isFrom(assignee, title)
    ? { command: 'assign', to }
    : { command: 'note', text: `Assigned to ${to}.` };

const isFrom = (assignee: string | undefined, title: string): boolean =>
  assignee?.endsWith(` (${title})`) ?? false;
