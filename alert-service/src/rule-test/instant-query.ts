import type { Labels } from '@tocsin/model';
import { isRecord, numberFrom } from '#prometheus/result';
import type { ComparedSample } from './compare.ts';

/** Why Prometheus gives no samples for an expression. */
export class QueryRefused extends Error {}

/** The samples at one time, histograms as Prometheus prints them. Throws QueryRefused. */
export async function askInstant(url: string, query: string, at: number): Promise<ComparedSample[]> {
  const body = new URLSearchParams({ query, time: String(at / 1_000) });
  const answer: unknown = await (await fetch(`${url}/api/v1/query`, { method: 'POST', body })).json();
  if (!isRecord(answer) || answer.status !== 'success' || !isRecord(answer.data))
    throw new QueryRefused(isRecord(answer) ? String(answer.error) : 'no answer');
  const { resultType, result } = answer.data;
  if (!Array.isArray(result)) throw new QueryRefused('no result');
  if (resultType === 'vector') return result.map(readSample);
  if (resultType === 'scalar') return [{ labels: {}, value: numberFrom(String(result[1])) }];
  throw new QueryRefused('rule result is not a vector or scalar');
}

function readSample(entry: unknown): ComparedSample {
  const { metric, value, histogram } = isRecord(entry) ? entry : {};
  const labels = isRecord(metric) ? labelsOf(metric) : {};
  if (Array.isArray(histogram)) return { labels, value: 0, histogram: JSON.stringify(histogram[1]) };
  return { labels, value: numberFrom(Array.isArray(value) ? String(value[1]) : '') };
}

const labelsOf = (metric: Readonly<Record<string, unknown>>): Labels =>
  Object.fromEntries(Object.entries(metric).map(([name, value]) => [name, String(value)]));
