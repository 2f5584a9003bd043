import { spokenDuration } from '@tocsin/model';
import { oneLine } from '#lib/plain-text';
import { incidentPage } from '#channels/links';
import type { Incident } from '#core/incident/incident';
import type { Person } from '#core/on-call/directory';
import { type Carried, type Doing, has, overWords, standing, timeWords } from '../act.ts';
import type { AnswerDoor } from '../answer-door.ts';
import type { AnswerToken } from '../tokens.ts';
import type { LinkPage, Press } from './page.ts';

/** Each page that a link can lead to, in words. */
export interface Seen {
  readonly door: AnswerDoor;
  readonly token: AnswerToken & { readonly does: Doing };
  readonly person: Person;
  readonly incident: Incident;
}

const verbs: Readonly<Record<Doing, string>> = {
  acknowledge: 'Acknowledge',
  resolve: 'Resolve',
  snooze: 'Snooze for 1 h',
  awake: 'I am awake',
  'hand-back': 'Hand back',
  wake: 'End the snooze',
  reopen: 'Reopen',
};

const effects: Readonly<Record<Doing, string>> = {
  acknowledge: 'You take it, and nobody else is paged.',
  resolve: 'It ends for everybody, and nobody is paged.',
  snooze: 'Nobody is paged for an hour. If it still fires then, pages go out again.',
  awake: 'Your other channels are left alone. You do not take it yet, and others may be paged.',
  'hand-back': 'You do not have it any more, and others are paged again.',
  wake: 'It is as if nobody had put it off: others are paged again.',
  reopen: 'It is open again, and people are paged.',
};

const undoOf: Partial<Record<Doing, Doing>> = {
  acknowledge: 'hand-back',
  snooze: 'wake',
  resolve: 'reopen',
  'hand-back': 'acknowledge',
};
export const undo = (does: Doing): Doing | undefined => undoOf[does];

/** What pressing would do, and how it stands. */
export function confirming({ door, token, person, incident }: Seen, press: Press): LinkPage {
  const page = { status: 200, ...headOf(incident), open: openLink(door, incident), fine: fineOf(person) };
  if (incident.status === 'resolved' && token.does !== 'reopen')
    return { ...page, lines: [overWords(door, incident, person)] };
  const taken = incident.status === 'acknowledged' && !has(incident, person);
  const lines = [sinceWords(door, incident, person), standing(door, incident, person)];
  if (taken && (token.does === 'acknowledge' || token.does === 'hand-back'))
    return { ...page, lines: [...lines, 'There is nothing to do.'] };
  if (token.does === 'acknowledge' && incident.status === 'acknowledged')
    return { ...page, lines: [...lines, 'Nobody else is paged.'] };
  return { ...page, lines: [...lines, effects[token.does]], press };
}

export const pressOf = (does: Doing, rest: Omit<Press, 'text'>): Press => ({ text: verbs[does], ...rest });

/** What became of it. */
export function told({ door, person, incident }: Seen, { became, words }: Carried, press?: Press): LinkPage {
  return {
    status: statusOf[became],
    label: `${incident.id} · ${oneLine(incident.title, 120)}`,
    title: words,
    lines: [],
    ...(press && { press }),
    open: openLink(door, incident),
    fine: fineOf(person),
  };
}

const statusOf: Readonly<Record<Carried['became'], number>> = {
  done: 200,
  taken: 409,
  over: 409,
  refused: 409,
  gone: 410,
  later: 503,
};

/** The form was open for too long, or did not come from here. */
export const again = (page: LinkPage): LinkPage => ({
  ...page,
  status: 400,
  lines: [...page.lines, 'Nothing was done: this page was open for too long. Press once more.'],
});

export const forged: LinkPage = {
  status: 404,
  title: 'This link is not known.',
  lines: ['It may be cut off: copy the whole of it from the message, or open Tocsin and answer there.'],
};

export const expired: LinkPage = {
  status: 410,
  title: 'This link is too old.',
  lines: ['Links in messages are valid for seven days. Open Tocsin to see how it stands, and answer there.'],
};

export const forgotten: LinkPage = {
  status: 410,
  title: 'This incident is not kept any more.',
  lines: ['It ended long ago: there is nothing to do.'],
};

export const nobody: LinkPage = {
  status: 403,
  title: 'This link was for somebody who is not in Tocsin any more.',
  lines: ['Nothing was done. Whoever takes care of the on-call files can add them again.'],
};

const headOf = (incident: Incident): Pick<LinkPage, 'label' | 'title'> => ({
  label: `${severityWords[incident.severity]}, ${incident.status} · ${incident.id}`,
  title: oneLine(incident.title, 200),
});

const severityWords: Readonly<Record<Incident['severity'], string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  none: 'Info',
};

function sinceWords(door: AnswerDoor, { openedAt, origin }: Incident, person: Person): string {
  const test = origin?.kind === 'test' ? 'This is a test, nothing is wrong. ' : '';
  const length = spokenDuration(Math.max(0, door.clock.now() - openedAt));
  return `${test}Since ${timeWords(door, openedAt, person)}, ${length}.`;
}

const openLink = ({ externalUrl }: AnswerDoor, { id }: Incident): NonNullable<LinkPage['open']> => ({
  text: `Open ${id}`,
  url: incidentPage(externalUrl, id),
});

const fineOf = ({ name }: Person): string =>
  `You answer as ${oneLine(name, 80)}. Keep this link to yourself: whoever opens it can do this in your name.`;
