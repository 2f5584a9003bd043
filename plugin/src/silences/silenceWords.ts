import type { Silence } from '@tocsin/api';
import { lengthText, momentText } from '../ui/time';
import { repeatWords } from './repeat';
import { endOf } from './span';

/** "until resolved", "until 09:00", "from 22:00", "ended 12 min ago". */
export function untilWords(silence: Silence, now: number): string {
  const { state, until, startsAt } = silence;
  const end = endOf(until);
  switch (state) {
    case 'expired':
      return `ended ${lengthText(now - end)} ago`;
    case 'pending':
      return `from ${momentText(Date.parse(startsAt), now)}`;
    case 'active':
      return until.kind === 'resolved' ? 'until resolved' : `until ${momentText(end, now)}`;
  }
}

/** What the end hangs on, where it is more than a time. */
export function endWords({ state, until, endedBecause }: Silence, now: number): string {
  const end = momentText(endOf(until), now);
  if (state === 'expired') {
    return endedBecause === 'resolved' ? 'all had resolved' : endedBecause === 'unused' ? 'nothing used it' : '';
  }
  const resolved = until.kind === 'resolved';
  if (state === 'pending') {
    return resolved ? `until resolved, at the latest ${end}` : `until ${end}`;
  }
  return resolved ? `at the latest ${end}` : `${lengthText(endOf(until) - now)} left`;
}

/** What else it depends on. */
export function conditionWords({ recurs, window, expiresUnusedAfterMs, state }: Silence, now: number): string {
  const next = window && state !== 'expired' ? windowWords(window, now) : '';
  const parts = [
    recurs ? `holds ${repeatWords(recurs)}${next}` : '',
    expiresUnusedAfterMs === undefined ? '' : `ends when unused for ${lengthText(expiresUnusedAfterMs)}`,
  ];
  return parts.filter(Boolean).join('; ');
}

function windowWords({ startsAt, endsAt }: NonNullable<Silence['window']>, now: number): string {
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)];
  return start <= now ? `, now until ${momentText(end, now)}` : `, next from ${momentText(start, now)}`;
}

/** What it does now, or that it does nothing. */
export function usedWords({ state, hidesNow, lastMatchedAt }: Silence, now: number): string {
  if (state === 'active' && hidesNow > 0) {
    return `hides ${hidesNow}`;
  }
  const last =
    lastMatchedAt === undefined ? 'never matched' : `last matched ${roughly(now - Date.parse(lastMatchedAt))} ago`;
  return state === 'pending' ? 'not yet' : last;
}

/** "3 h": for what is long past the minutes do not count. */
const roughly = (ms: number): string => lengthText(ms).split(' ').slice(0, 2).join(' ');
