import type { HealthState, HealthStrip } from '@tocsin/api';
import { clockText, dayText } from './time';

const letters: Readonly<Record<string, HealthState>> = {
  h: 'healthy',
  d: 'degraded',
  f: 'failing',
  m: 'maintenance',
  n: 'no-data',
};

export const stateOfCell = (letter: string | undefined): HealthState => letters[letter ?? 'n'] ?? 'no-data';

/** Share of the strip's height: the state can be read without its colour. */
export const cellHeight: Readonly<Record<HealthState, number>> = {
  healthy: 0.32,
  degraded: 0.66,
  failing: 1,
  maintenance: 0.2,
  'no-data': 0.08,
};

export interface Stretch {
  readonly state: HealthState;
  /** Cells, the second not included. */
  readonly from: number;
  readonly to: number;
}

/** Equal neighbours as one. */
export const stretchesOf = ({ cells }: Pick<HealthStrip, 'cells'>): readonly Stretch[] =>
  [...cells.matchAll(/h+|d+|f+|m+|n+/g)].map(({ 0: run, index }) => ({
    state: stateOfCell(run[0]),
    from: index,
    to: index + run.length,
  }));

const DAY_SECONDS = 86_400;

export const cellStart = ({ from, stepSeconds }: HealthStrip, cell: number): number =>
  Date.parse(from) + cell * stepSeconds * 1000;

/** "03:00–03:15", "Tue 20 Oct, 02:00–04:00", "Tue 20 Oct". */
export function timesText(strip: HealthStrip, { from, to }: Pick<Stretch, 'from' | 'to'>): string {
  const [start, end] = [cellStart(strip, from), cellStart(strip, to)];
  if (strip.stepSeconds >= DAY_SECONDS) {
    const last = dayText(end - 1);
    return dayText(start) === last ? last : `${dayText(start)} to ${last}`;
  }
  const clocks = `${clockText(start)}–${clockText(end)}`;
  const long = strip.cells.length * strip.stepSeconds > DAY_SECONDS;
  return long || end - start > DAY_SECONDS * 1000 ? `${dayText(start)}, ${clocks}` : clocks;
}

const MOST_NAMED = 4;
const worry: readonly HealthState[] = ['failing', 'degraded', 'no-data', 'maintenance'];

/** The whole strip in words, for those who do not see it: the worst times first. */
export function stripWords(strip: HealthStrip): string {
  const hours = Math.round((strip.cells.length * strip.stepSeconds) / 3600);
  const span = hours > 48 ? `${Math.round(hours / 24)} d` : `${hours} h`;
  const uneasy = stretchesOf(strip)
    .filter(({ state }) => state !== 'healthy')
    .sort((a, b) => worry.indexOf(a.state) - worry.indexOf(b.state) || b.from - a.from);
  if (uneasy.length === 0) {
    return strip.cells === '' ? 'nothing is known' : `healthy for all of the last ${span}`;
  }
  const named = uneasy.slice(0, MOST_NAMED).map((one) => `${wordOf(one.state)} ${timesText(strip, one)}`);
  const rest = uneasy.length - named.length;
  return `last ${span}: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

export const wordOf = (state: HealthState): string => (state === 'no-data' ? 'no data' : state);
