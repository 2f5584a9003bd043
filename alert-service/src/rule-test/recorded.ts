import { type Labels, withoutEmpty } from '@tocsin/model';
import { isFiringAlert, type RuleState } from '#core/rule/state';
import type { ComparedSample } from './compare.ts';
import type { WrittenSample } from './remote-write.ts';
import type { RecordingRule } from './rules.ts';

/** Two series with one name: Prometheus's ruler keeps neither. */
export class SameLabels extends Error {}

/** Labels in one order, as a key. */
export const keyOf = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The series of a recording rule. Throws SameLabels. */
export function recordedSamples(
  rule: RecordingRule,
  samples: readonly ComparedSample[],
  at: number,
): WrittenSample[] {
  const written = samples.map(({ labels, value }) => ({
    labels: withoutEmpty({ ...labels, ...rule.labels, __name__: rule.name }),
    at,
    value,
  }));
  if (new Set(written.map(({ labels }) => keyOf(labels))).size < written.length)
    throw new SameLabels('vector contains metrics with the same labelset after applying rule labels');
  return written;
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
