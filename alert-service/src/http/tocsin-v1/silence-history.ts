import type { Response as Answer, Routes } from '@tocsin/api';
import { compareSeverity, type Labels, type Severity, severityOf } from '@tocsin/model';
import type { AlertHistory, Episode } from '#engine/alert-history';
import { severityCounts } from './severity-counts.ts';

type History = Answer<Routes['previewSilence']>['history'];
type Known = Awaited<ReturnType<AlertHistory['since']>>;

const namesListed = 50;
const daysShown = 7;

/** Today and the six days before it, as the calendar of a zone has them. */
export interface Days {
  readonly from: number;
  readonly names: readonly string[];
  /** When each of them begins: by it a moment's day is found, since to ask a calendar of each takes seconds. */
  readonly begins: readonly number[];
}

const dayOf = (at: number, timeZone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();

export function daysOf(now: number, timeZone: string): Days {
  const today = dayOf(now, timeZone);
  const all = Array.from({ length: daysShown }, (_, index) =>
    today.subtract({ days: daysShown - 1 - index }),
  );
  const begins = all.map((day) => day.toZonedDateTime(timeZone).epochMilliseconds);
  return {
    from: begins[0] ?? now,
    names: all.map(String),
    begins,
  };
}

const nameOfDay = ({ names, begins }: Days, at: number): string =>
  names[begins.findLastIndex((begin) => begin <= at)] ?? '';

interface Asked {
  readonly matches: (labels: Labels) => boolean;
  readonly days: Days;
  readonly timeZone: string;
}

/** A day of which nothing is known has no number, which is not a zero. */
export function matchedHistory({ since, episodes }: Known, { matches, days, timeZone }: Asked): History {
  const found = episodes
    .filter(({ labels }) => matches(labels))
    .map((episode) => ({
      ...episode,
      severity: severityOf(episode.labels),
      day: nameOfDay(days, episode.at),
    }));
  const from = Math.max(since, days.from);
  const firstKnown = Number.isFinite(from) ? dayOf(from, timeZone).toString() : (days.names.at(-1) ?? '');
  return {
    ...severityCounts(found.map(({ severity }) => severity)),
    since: new Date(Number.isFinite(from) ? from : days.from).toISOString(),
    complete: since <= days.from,
    timeZone,
    days: days.names.map((day) => ({
      day,
      known: Number.isFinite(since) && day >= firstKnown,
      ...severityCounts(found.filter((each) => each.day === day).map(({ severity }) => severity)),
    })),
    alerts: byName(found),
  };
}

function byName(found: readonly (Episode & { severity: Severity })[]): History['alerts'] {
  const names = new Map<string, { name: string; severity: Severity; times: number; last: number }>();
  for (const { labels, severity, at } of found) {
    const name = labels.alertname ?? 'An alert without a name';
    const key = JSON.stringify([severity, name]);
    const before = names.get(key);
    names.set(key, {
      name,
      severity,
      times: (before?.times ?? 0) + 1,
      last: Math.max(before?.last ?? 0, at),
    });
  }
  return [...names.values()]
    .sort((a, b) => compareSeverity(a.severity, b.severity) || b.times - a.times || b.last - a.last)
    .slice(0, namesListed)
    .map(({ last, ...each }) => ({ ...each, lastAt: new Date(last).toISOString() }));
}
