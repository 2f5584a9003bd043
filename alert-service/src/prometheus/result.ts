import type { Labels } from '@tocsin/model';

/** A sample: `text` as Prometheus prints it (`0.084`, `NaN`, `+Inf`), `value` the same as a number. */
export interface Sample {
  readonly at: number;
  readonly value: number;
  readonly text: string;
}

export interface VectorSample extends Sample {
  readonly labels: Labels;
}

export type QueryResult =
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  | {
      readonly type: 'matrix';
      readonly series: readonly { readonly labels: Labels; readonly points: readonly Sample[] }[];
    }
  | { readonly type: 'scalar'; readonly sample: Sample }
  | { readonly type: 'string'; readonly text: string };

/** Thrown on an answer of another form; never leaves this folder. */
export class BadAnswer extends Error {}

/** `+Inf`, `-Inf` and `NaN` are texts in JSON. */
export function numberFrom(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  const value = Number(text);
  if (text === '' || (Number.isNaN(value) && text !== 'NaN'))
    throw new BadAnswer(`"${text.slice(0, 40)}" is no number`);
  return value;
}

/** The `data` of a query's answer. */
export function readResult(data: unknown): QueryResult {
  const { resultType, result } = record(data, 'data');
  switch (resultType) {
    case 'vector':
      return { type: 'vector', samples: list(result).map(vectorSample) };
    case 'matrix':
      return { type: 'matrix', series: list(result).map(series) };
    case 'scalar':
      return { type: 'scalar', sample: sample(result) };
    case 'string':
      return { type: 'string', text: pair(result)[1] };
    default:
      throw new BadAnswer(`result type ${JSON.stringify(resultType)?.slice(0, 40)} is unknown`);
  }
}

function vectorSample(entry: unknown): VectorSample {
  const { metric, value, histogram } = record(entry, 'result');
  return {
    labels: labelsOf(metric),
    ...(value === undefined && histogram !== undefined ? histogramSample(histogram) : sample(value)),
  };
}

/** Prometheus's own ruler takes the float of a histogram sample, which is 0. */
function histogramSample(entry: unknown): Sample {
  return { at: timeOf(list(entry)[0]), value: 0, text: '0' };
}

function series(entry: unknown): { labels: Labels; points: Sample[] } {
  const { metric, values } = record(entry, 'result');
  return { labels: labelsOf(metric), points: values === undefined ? [] : list(values).map(sample) };
}

function sample(entry: unknown): Sample {
  const [at, text] = pair(entry);
  return { at, value: numberFrom(text), text };
}

function pair(entry: unknown): [number, string] {
  const [at, text] = list(entry);
  if (typeof text !== 'string') throw new BadAnswer('a sample is not [time, "value"]');
  return [timeOf(at), text];
}

function timeOf(seconds: unknown): number {
  if (typeof seconds !== 'number') throw new BadAnswer('a sample has no time');
  return Math.round(seconds * 1000);
}

function labelsOf(value: unknown): Labels {
  const found = record(value, 'metric');
  if (!isTexts(found)) throw new BadAnswer('a label is no text');
  return found;
}

const isTexts = (value: Readonly<Record<string, unknown>>): value is Labels =>
  Object.values(value).every((text) => typeof text === 'string');

export function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new BadAnswer(`"${name}" is missing`);
  return value;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadAnswer('a list is missing');
  return value;
}
