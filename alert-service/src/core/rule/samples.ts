import { type Labels, withoutEmpty } from '@tocsin/model';
import type { FloatHistogram } from './float-histogram.ts';
import { isFiringAlert, type RuleAlert } from './state.ts';

/** `stale`: the series has ended. */
export type SampleValue = number | 'stale' | FloatHistogram;

/** One sample to be written. Times in epoch ms. */
export interface WrittenSample {
  readonly labels: Labels;
  readonly at: number;
  readonly value: SampleValue;
}

/** Labels in one order, as a key. */
export const seriesKey = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

interface Named {
  readonly name: string;
  readonly labels: Labels;
}

/** One result of a recording rule's expression. */
export interface RecordedResult {
  readonly labels: Labels;
  readonly value: number;
  readonly histogram?: FloatHistogram;
}

/** When the samples are of, and how many series there may be; 0 for no limit. */
export interface Recording {
  readonly at: number;
  readonly limit: number;
}

export type Recorded = { readonly samples: readonly WrittenSample[] } | { readonly error: string };

/** The series of a recording rule: its name and labels over those of the result. Errors in Prometheus's own words. */
export function recordedSamples(
  rule: Named & { readonly gauge?: boolean },
  results: readonly RecordedResult[],
  { at, limit }: Recording,
): Recorded {
  const samples = results.map(({ labels, value, histogram }) => ({
    labels: withoutEmpty({ ...labels, ...rule.labels, __name__: rule.name }),
    at,
    value: histogram && rule.gauge ? { ...histogram, resetHint: 'gauge' as const } : (histogram ?? value),
  }));
  if (samples.length > 1 && new Set(samples.map(({ labels }) => seriesKey(labels))).size < samples.length)
    return { error: 'vector contains metrics with the same labelset after applying rule labels' };
  if (limit > 0 && samples.length > limit)
    return { error: `exceeded limit of ${limit} with ${samples.length} series` };
  return { samples };
}

type Told = Pick<RuleAlert, 'labels' | 'activeAt' | 'firedAt'>;

/**
 * ALERTS and ALERTS_FOR_STATE, which rules may ask for, of alerts that are pending or firing. Labels as written stand
 * where an alert lacks one, as upstream (AlertingRule.sample).
 */
export function alertSamples(rule: Named, alerts: Iterable<Told>, at: number): WrittenSample[] {
  return [...alerts].flatMap((alert) => {
    const labels = { ...rule.labels, ...alert.labels, alertname: rule.name };
    const alertstate = isFiringAlert(alert) ? 'firing' : 'pending';
    return [
      { labels: withoutEmpty({ ...labels, __name__: 'ALERTS', alertstate }), at, value: 1 },
      {
        labels: withoutEmpty({ ...labels, __name__: 'ALERTS_FOR_STATE' }),
        at,
        value: Math.floor(alert.activeAt / 1_000),
      },
    ];
  });
}
