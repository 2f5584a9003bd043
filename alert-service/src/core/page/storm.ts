import type { Severity } from '@tocsin/model';
import { personIn } from '../on-call/directory.ts';
import { integrationKey } from '../state.ts';
import type { Turn } from '../turn.ts';
import { type Contact, type Page, pageGroup, pageOfGroup } from './page.ts';

const windowMs = 60_000;
const usualMost = 10;

export interface Message {
  readonly page: Page;
  readonly contact: Contact;
}

export function messageAt(turn: Turn, group: string, integration: string): Message | undefined {
  const page = turn.state.pages.get(pageOfGroup(group) ?? '');
  const contact = page?.contacts.find((each) => each.integration === integration);
  return page && contact && { page, contact };
}

export const keyOf = ({ page, contact }: Message): string =>
  integrationKey(pageGroup(page.id), contact.integration);

export function putContact(turn: Turn, { id }: Page, contact: Contact): void {
  const page = turn.state.pages.get(id);
  if (!page) return;
  const contacts = page.contacts.map((each) => (each.integration === contact.integration ? contact : each));
  turn.put('page', id, { ...page, contacts });
}

/**
 * As many messages a minute as a person wants, counted over all ways to reach them. Undefined: it waits until there is
 * room. Else what else goes out by the same message: all that has waited there. What is critical never waits.
 */
export function takePersonTurn(
  turn: Turn,
  message: Message,
  severity: Severity,
): readonly Message[] | undefined {
  const { page, contact } = message;
  if (page.target.kind !== 'person' || page.code !== undefined) return [];
  const pace = paceOf(page.target.id);
  const recent = (turn.state.paces.get(pace)?.at ?? []).filter((at) => at + windowMs > turn.now);
  const most = mostOf(turn, page.target.id);
  if (severity !== 'critical' && recent.length >= most) {
    const until = (recent.at(-most) ?? turn.now) + windowMs;
    waitForRoom(turn, message, until);
    return undefined;
  }
  turn.putPace({ integration: pace, at: [...recent, turn.now] });
  return contact.reason === 'storm-digest' ? waitingWith(turn, message) : [];
}

/** It did not arrive: its place is free again. */
export function givePersonTurnBack(turn: Turn, { target }: Page, startedAt: number): void {
  const pace = paceOf(target.id);
  const at = turn.state.paces.get(pace)?.at ?? [];
  const index = at.lastIndexOf(startedAt);
  if (target.kind === 'person' && index >= 0) turn.putPace({ integration: pace, at: at.toSpliced(index, 1) });
}

/** Beside those of receivers, whose names have a slash. */
const paceOf = (person: string): string => `@${person}`;

const mostOf = ({ state }: Turn, id: string): number =>
  Math.max(1, personIn(state.directory, id)?.mostPerMinute ?? usualMost);

function waitForRoom(turn: Turn, { page, contact }: Message, until: number): void {
  putContact(turn, page, { ...contact, nextAttemptAt: until, reason: 'storm-digest' });
  if (contact.reason === 'storm-digest') return;
  const { id, incident } = page;
  const { integration } = contact;
  turn.record({
    kind: 'contact',
    incident,
    page: id,
    integration,
    change: 'waits',
    reason: 'storm-digest',
    until,
  });
}

function waitingWith(turn: Turn, { page, contact: { integration } }: Message): readonly Message[] {
  const queue = turn.state.attempts.get(integration);
  return (queue?.peek(turn.now, queue.size) ?? [])
    .flatMap((key) => messageAt(turn, key.split('\n')[0] ?? '', integration) ?? [])
    .filter((each) => each.page.id !== page.id && each.contact.reason === 'storm-digest');
}
