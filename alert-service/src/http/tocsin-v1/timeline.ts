import type { TimelineEvent } from '@tocsin/api';
import { type Attempted, type LedgerEntry, type LedgerPage, reasonTexts } from '@tocsin/model';
import { type Telling, tellStory } from '#engine/incident-words/story';
import {
  type About,
  groupWords,
  tellAttempt,
  tellFlush,
  tellNotice,
  tellRule,
  type Told,
} from './timeline-words.ts';

export type { About } from './timeline-words.ts';

/** How people and places are called. */
type Names = Pick<Telling, 'directory' | 'timeZone'>;

interface Reading {
  readonly about: About;
  readonly names: Names;
  /** Notices that carry its alerts, so that attempts (which name only their notice) find them. */
  readonly notices: ReadonlySet<string>;
  readonly attempts: ReadonlyMap<string, Attempted>;
}

/** The life of an alert, or of an incident, as the ledger tells it, oldest first: what was not sent is an event like any other. */
export function timelineOf(pages: readonly LedgerPage[], about: About, names: Names): TimelineEvent[] {
  const reading = { about, names, notices: noticesOf(pages, about), attempts: deliveredAttempts(pages) };
  return pages.flatMap((page) =>
    page.entries.flatMap((entry, index) => {
      if (!isInSpan(entry, page.at, about) || !speaksOf(entry, reading)) return [];
      const told = tell(entry, reading, page.at);
      return told ? [event(page, { entry, index, told })] : [];
    }),
  );
}

function isInSpan(entry: LedgerEntry, at: number, { incident, from = -Infinity, until = Infinity }: About) {
  if (incident !== undefined && 'incident' in entry && entry.incident === incident) return true;
  return at >= from && at < until;
}

const anyOf = (alerts: readonly string[], { alerts: its }: About): boolean =>
  alerts.some((each) => its.has(each));

function noticesOf(pages: readonly LedgerPage[], about: About): ReadonlySet<string> {
  const found = new Set<string>();
  for (const page of pages)
    for (const entry of page.entries) {
      if ((entry.kind !== 'flush' && entry.kind !== 'notice') || entry.notice === undefined) continue;
      if (anyOf(entry.alerts, about)) found.add(entry.notice);
    }
  return found;
}

function deliveredAttempts(pages: readonly LedgerPage[]): ReadonlyMap<string, Attempted> {
  const found = new Map<string, Attempted>();
  for (const page of pages)
    for (const entry of page.entries)
      if (entry.kind === 'attempt' && entry.outcome === 'delivered') found.set(entry.notice, entry);
  return found;
}

function speaksOf(entry: LedgerEntry, { about, notices }: Reading): boolean {
  switch (entry.kind) {
    case 'joined':
    case 'ended':
    case 'flush':
      return about.groups.has(entry.group) && anyOf(entry.alerts, about);
    case 'notice':
      return anyOf(entry.alerts, about) || notices.has(entry.notice);
    case 'attempt':
      return notices.has(entry.notice);
    case 'incident':
      if (about.incident !== undefined) return entry.incident === about.incident;
      if (!about.groups.has(entry.group)) return false;
      return entry.alerts === undefined || anyOf(entry.alerts, about);
    case 'rule':
      return about.rules.has(entry.rule) && (entry.alert === undefined || about.alerts.has(entry.alert));
    case 'escalation':
    case 'page':
    case 'contact':
      return entry.incident === about.incident;
    case 'silence':
    case 'rule-group':
    case 'clock':
    case 'configuration':
    case 'imported':
    case 'receiver-tested':
    case 'on-call':
    case 'contact-method':
    case 'health':
    case 'change':
    case 'topology':
    case 'workflow-command':
    case 'workflows':
    case 'promise':
      return false;
  }
}

function event(
  page: LedgerPage,
  { entry, index, told }: { entry: LedgerEntry; index: number; told: Told },
): TimelineEvent {
  const explanation = reasonTexts[told.reason];
  return {
    id: `${page.seq}.${index}`,
    at: new Date(page.at).toISOString(),
    kind: entry.kind,
    negative: false,
    ...told,
    ...(explanation !== undefined && { explanation }),
  };
}

function tell(entry: LedgerEntry, { about, names, attempts }: Reading, at: number): Told | undefined {
  const telling: Telling = { ...names, at };
  switch (entry.kind) {
    case 'rule':
      return tellRule(entry, about.reading);
    case 'joined':
      return {
        what: `Routed to ${entry.receiver}`,
        detail: `in group ${groupWords(entry.group)}`,
        reason: 'joined',
      };
    case 'ended':
      return {
        what: entry.cause === 'resolved' ? 'Ended' : 'Ended: nobody said any more that it fires',
        reason: entry.cause,
      };
    case 'flush':
      return tellFlush(entry, about);
    case 'attempt':
      return tellAttempt(entry);
    case 'notice':
      return tellNotice(entry, attempts.get(entry.notice));
    case 'incident':
    case 'escalation':
    case 'page':
    case 'contact':
      return tellStory(entry, telling);
    case 'silence':
    case 'rule-group':
    case 'clock':
    case 'configuration':
    case 'imported':
    case 'receiver-tested':
    case 'on-call':
    case 'contact-method':
    case 'health':
    case 'change':
    case 'topology':
    case 'workflow-command':
    case 'workflows':
    case 'promise':
      return undefined;
  }
}
