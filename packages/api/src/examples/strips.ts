import type { HealthState, HealthStrip, Uptime } from '../services.ts';
import type { HistorySpan } from '../services.ts';
import type { z } from 'zod';
import type { ExampleClock } from './clock.ts';

export type Run = readonly [cells: number, letter: 'h' | 'd' | 'f' | 'm' | 'n'];

const states: Readonly<Record<string, HealthState>> = {
  h: 'healthy',
  d: 'degraded',
  f: 'failing',
  m: 'maintenance',
  n: 'no-data',
};

interface Grid {
  readonly stepSeconds: number;
  readonly cells: number;
}

const ranges = {
  '24h': { stepSeconds: 900, cells: 96 },
  '7d': { stepSeconds: 7200, cells: 84 },
  '30d': { stepSeconds: 28_800, cells: 90 },
  '90d': { stepSeconds: 86_400, cells: 90 },
} as const satisfies Readonly<Record<string, Grid>>;
export type ExampleRange = keyof typeof ranges;

/** The last cells as told, healthy before them; a longer range than a day began to be watched in its middle. */
export function stripOf(clock: ExampleClock, runs: readonly Run[], range: ExampleRange = '24h'): HealthStrip {
  const { stepSeconds, cells } = ranges[range];
  const stepMs = stepSeconds * 1000;
  const end = Math.ceil(clock.now / stepMs) * stepMs;
  const told = runs.map(([count, letter]) => letter.repeat(count)).join('');
  const known = told.padStart(cells, 'h').slice(-cells);
  const unknown = range === '24h' || range === '7d' ? 0 : Math.floor(cells / 3);
  return {
    from: new Date(end - cells * stepMs).toISOString(),
    stepSeconds,
    cells: 'n'.repeat(unknown) + known.slice(unknown),
    ...(range !== '24h' && { backfilled: unknown + Math.floor(cells / 3) }),
  };
}

export function uptimeOf({ cells, stepSeconds }: HealthStrip): Uptime {
  const seconds = (letters: string) =>
    [...cells].filter((cell) => letters.includes(cell)).length * stepSeconds;
  const [good, bad, unknown, maintenance] = [seconds('hd'), seconds('f'), seconds('n'), seconds('m')];
  const percent = good + bad > 0 ? (100 * good) / (good + bad) : undefined;
  const apart = [
    bad > 0 ? `${hours(bad)} failing` : '',
    maintenance > 0 ? `${hours(maintenance)} of maintenance not counted` : '',
    unknown > 0 ? `${hours(unknown)} not known, not counted` : '',
  ].filter(Boolean);
  return {
    ...(percent !== undefined && { percent }),
    goodSeconds: good,
    badSeconds: bad,
    unknownSeconds: unknown,
    maintenanceSeconds: maintenance,
    arithmetic: [`${hours(good)} of ${hours(good + bad)} good`, ...apart].join('; '),
  };
}

/** Times that were not healthy, newest first. */
export function spansOf(strip: HealthStrip, text: string): z.output<typeof HistorySpan>[] {
  const spans: z.output<typeof HistorySpan>[] = [];
  const from = Date.parse(strip.from);
  const at = (cell: number) => new Date(from + cell * strip.stepSeconds * 1000).toISOString();
  for (const { 0: run, index } of strip.cells.matchAll(/d+|f+|m+|n+/g)) {
    const state = states[run.charAt(0)] ?? 'no-data';
    spans.unshift({
      from: at(index),
      to: at(index + run.length),
      state,
      ...(state === 'failing' || state === 'degraded' ? { reason: 'over-limit', text } : {}),
      ...(index < (strip.backfilled ?? 0) && { backfilled: true }),
    });
  }
  return spans;
}

function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ''}`;
}
