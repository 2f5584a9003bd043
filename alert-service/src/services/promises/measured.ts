import { type Counts, type Hour, hoursBetween, hourMs, sumOf } from '#core/promises/hours';
import type { WindowName } from '#core/promises/burn';
import type { ObjectiveDay } from '#core/promises/promise';
import type { Span } from '#core/promises/span';
import type { LiveCounts } from './ask.ts';

/** All that is known of the events of one objective. */
export interface Measured {
  /** Of its period, whole ones, oldest first. */
  readonly hours: readonly Hour[];
  readonly counts: Counts;
  readonly unknownMs: number;
  readonly of: (window: WindowName) => Counts | undefined;
}

export interface MeasuredParts {
  readonly days: ReadonlyMap<string, ObjectiveDay>;
  readonly objective: string;
  readonly span: Span;
  readonly now: number;
  readonly live: LiveCounts | undefined;
  readonly askedTo: number | undefined;
}

const longWindows = { '1d': 24, '3d': 72 } as const;

export function measuredOf(parts: MeasuredParts): Measured {
  const { days, objective, span, now, live, askedTo = span.from } = parts;
  const until = Math.min(now, span.to);
  const hours = hoursBetween(days, objective, { from: span.from, to: Math.min(until, askedTo) });
  const running = askedTo >= span.from && until >= now ? live?.running : undefined;
  const known = hours.flatMap(({ counts }) => counts ?? []);
  const unknownHours = hours.length - known.length;
  const open = Math.max(0, until - Math.max(askedTo, span.from));
  return {
    hours,
    counts: sumOf([...known, ...(running ? [running] : [])]),
    unknownMs: unknownHours * hourMs + (running ? 0 : open),
    of: (window) => windowCounts(window, parts),
  };
}

function windowCounts(
  window: WindowName,
  { days, objective, live, askedTo }: MeasuredParts,
): Counts | undefined {
  if (window !== '1d' && window !== '3d') return live?.windows.get(window);
  if (askedTo === undefined) return undefined;
  const from = askedTo - longWindows[window] * hourMs;
  const known = hoursBetween(days, objective, { from, to: askedTo }).flatMap(({ counts }) => counts ?? []);
  if (live?.running) known.push(live.running);
  return known.length === 0 ? undefined : sumOf(known);
}
