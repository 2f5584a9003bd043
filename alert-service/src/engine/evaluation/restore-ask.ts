import { isClassicLabelName, type Labels } from '@tocsin/model';
import type { SeriesState } from '#core/rule/restored-from-series';
import type { PrometheusClient } from '#prometheus/client';
import type { PrometheusError } from '#prometheus/error';
import type { QueryResult } from '#prometheus/result';

export interface AskedState {
  readonly rule: { readonly name: string; readonly labels: Labels };
  readonly now: number;
  readonly intervalMs: number;
  readonly signal?: AbortSignal;
}

export type AnsweredState =
  | { readonly series: readonly SeriesState[] }
  /** `unanswered`: by the source itself, whatever it is asked. */
  | { readonly error: string; readonly unanswered: boolean };

/** What ALERTS_FOR_STATE says of a rule's alerts, or why that is not known. Never rejects. */
export type AskState = (asked: AskedState) => Promise<AnsweredState>;

/** A query looks back so far for the last sample, unless Prometheus is told otherwise. */
const lookBackMs = 299_000;

/**
 * The range gives the last sample of each series, but a query never shows a stale marker: whether one followed is seen
 * by asking again at a time when the next evaluation would have written it. A ruler that stops leaves all it had
 * active at one time, so one more question is enough.
 */
export function createAskState(
  client: Pick<PrometheusClient, 'query'>,
  { toleranceMs, timeoutMs }: { readonly toleranceMs: number; readonly timeoutMs: number },
): AskState {
  return async ({ rule, now, intervalMs, signal }) => {
    const selector = selectorOf(rule);
    const limits = { timeoutMs, ...(signal && { signal }) };
    const range = `${selector}[${Math.max(1, Math.round(toleranceMs / 1_000))}s]`;
    const past = await client.query({ query: range, at: now, ...limits });
    if (past.error) return notKnown(past.error);
    const found = lastSamples(past.result);
    if (found.length === 0) return { series: [] };
    const newest = found.reduce((latest, { lastAt }) => Math.max(latest, lastAt), 0);
    const at = Math.min(newest + Math.min(2.5 * intervalMs, lookBackMs), now);
    const later = await client.query({ query: selector, at, ...limits });
    if (later.error) return notKnown(later.error);
    const going = new Set(later.result.type === 'vector' ? later.result.samples.map(keyOf) : []);
    return { series: found.map((one) => ({ ...one, ended: !going.has(keyOf(one)) })) };
  };
}

const notKnown = ({ kind, message }: PrometheusError): AnsweredState => ({
  error: message,
  unanswered: kind !== 'query',
});

/** Its labels but those that differ from alert to alert; the rest is told apart by the alert's own. */
function selectorOf({ name, labels }: AskedState['rule']): string {
  const fixed = Object.entries({ ...labels, alertname: name }).filter(
    ([label, value]) => value !== '' && !value.includes('{{') && isClassicLabelName(label),
  );
  return `ALERTS_FOR_STATE{${fixed.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}

function lastSamples(result: QueryResult): Omit<SeriesState, 'ended'>[] {
  if (result.type !== 'matrix') return [];
  return result.series.flatMap(({ labels, points }) => {
    const last = points.at(-1);
    return last ? [{ labels: withoutName(labels), activeAt: last.value * 1_000, lastAt: last.at }] : [];
  });
}

const keyOf = ({ labels }: { readonly labels: Labels }): string =>
  JSON.stringify(Object.entries(withoutName(labels)).sort(([a], [b]) => (a < b ? -1 : 1)));

const withoutName = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => name !== '__name__'));
