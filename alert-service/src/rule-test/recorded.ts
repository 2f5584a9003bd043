import { type Labels, withoutEmpty } from '@tocsin/model';
import { isFiringAlert, type RuleState } from '#core/rule/state';
import type { ComparedSample } from './compare.ts';
import type { FloatHistogram } from './float-histogram.ts';
import { fromPrinted } from './printed-histogram.ts';
import type { WrittenSample } from './remote-write.ts';
import type { RecordingRule } from './rules.ts';

/** Why a recording rule records nothing. */
export class CannotRecord extends Error {}

/** Labels in one order, as a key. */
export const keyOf = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The series of a recording rule. Throws CannotRecord. */
export function recordedSamples(
  rule: RecordingRule,
  samples: readonly ComparedSample[],
  at: number,
): WrittenSample[] {
  const written = samples.map(({ labels, value, histogram }) => ({
    labels: withoutEmpty({ ...labels, ...rule.labels, __name__: rule.name }),
    at,
    value: histogram === undefined ? value : recordedHistogram(histogram),
  }));
  if (new Set(written.map(({ labels }) => keyOf(labels))).size < written.length)
    throw new CannotRecord('vector contains metrics with the same labelset after applying rule labels');
  return written;
}

function recordedHistogram(printed: string): FloatHistogram {
  const histogram = fromPrinted(printed);
  if (histogram) return histogram;
  throw new CannotRecord('it records a native histogram with custom buckets, which tests here cannot do');
}

/** ALERTS and ALERTS_FOR_STATE, which rules may ask for. Labels as written stand where an alert lacks one, as upstream. */
export function alertSamples(
  rule: { readonly name: string; readonly labels: Labels },
  state: RuleState,
  at: number,
): WrittenSample[] {
  return Object.values(state.alerts).flatMap((alert) => {
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
