import type { Labels } from '@tocsin/model';
import type { FloatHistogram } from '#core/rule/float-histogram';
import { BadAnswer, list, numberFrom, record } from './answer-parts.ts';
import type { PrintedHistogram } from '#template/index';
import { fromPrinted, printedParts } from './printed-histogram.ts';

export { BadAnswer, isRecord, numberFrom, record } from './answer-parts.ts';

/** A sample: `text` as Prometheus prints it (`0.084`, `NaN`, `+Inf`), `value` the same as a number. */
export interface Sample {
  readonly at: number;
  readonly value: number;
  readonly text: string;
}

export interface VectorSample extends Sample {
  readonly labels: Labels;
  /** A native histogram, to be recorded; its value is 0, as Prometheus's own ruler takes it. */
  readonly histogram?: FloatHistogram;
  /** The same to be told: templates see it, not 0. */
  readonly printed?: PrintedHistogram;
}

export type QueryResult =
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  | {
      readonly type: 'matrix';
      readonly series: readonly { readonly labels: Labels; readonly points: readonly Sample[] }[];
    }
  | { readonly type: 'scalar'; readonly sample: Sample }
  | { readonly type: 'string'; readonly text: string };

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

function histogramSample(entry: unknown): Sample & Pick<VectorSample, 'histogram' | 'printed'> {
  const [at, printed] = list(entry);
  return {
    ...{ at: timeOf(at), value: 0, text: '0' },
    histogram: fromPrinted(printed),
    printed: printedParts(printed),
  };
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

export function labelsOf(value: unknown): Labels {
  const found = record(value, 'metric');
  if (!isTexts(found)) throw new BadAnswer('a label is no text');
  return found;
}

const isTexts = (value: Readonly<Record<string, unknown>>): value is Labels =>
  Object.values(value).every((text) => typeof text === 'string');
