import { type HealthState, spokenDuration } from '@tocsin/model';
import type { Span } from './spans.ts';

/** Lengths in ms. */
export interface UptimeOf {
  /** Absent: no time of it is known. */
  readonly percent?: number;
  readonly goodMs: number;
  readonly badMs: number;
  readonly unknownMs: number;
  readonly maintenanceMs: number;
  readonly arithmetic: string;
}

const seconds = (ms: number): string => `${Math.round(ms / 1000).toLocaleString('en-US')} s`;

/**
 * The share of time in which a service did not fail, of the time that is known and was not maintenance. A degraded
 * service answers: it is up. Never rounded up: 100 % means that nothing failed.
 */
export function uptimeOf(spans: readonly Span[]): UptimeOf {
  const sum = (...states: readonly HealthState[]): number =>
    spans.filter(({ state }) => states.includes(state)).reduce((all, { from, to }) => all + to - from, 0);
  const goodMs = sum('healthy', 'degraded');
  const badMs = sum('failing');
  const [unknownMs, maintenanceMs, degradedMs] = [sum('no-data'), sum('maintenance'), sum('degraded')];
  const known = goodMs + badMs;
  const apart = [
    ...(badMs > 0 ? [`${spokenDuration(badMs)} failing`] : []),
    ...(degradedMs > 0 ? [`${spokenDuration(degradedMs)} degraded, which is up`] : []),
    ...(unknownMs > 0 ? [`${spokenDuration(unknownMs)} not known, counted apart`] : []),
    ...(maintenanceMs > 0 ? [`${spokenDuration(maintenanceMs)} maintenance, counted apart`] : []),
  ];
  const rest = apart.length > 0 ? `; ${apart.join('; ')}` : '';
  const parts = { goodMs, badMs, unknownMs, maintenanceMs };
  if (known === 0) return { ...parts, arithmetic: `no time of it is known${rest}` };
  const percent = Math.floor((goodMs / known) * 100_000) / 1000;
  return {
    ...parts,
    percent,
    arithmetic: `${seconds(goodMs)} up / ${seconds(known)} known = ${percent} %${rest}`,
  };
}
