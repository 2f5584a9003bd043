import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { compareBytes, type Labels } from '@tocsin/model';
import type { Buckets, FloatHistogram, ResetHint } from './float-histogram.ts';
import type { SeriesValue } from './series-notation.ts';

/** One sample to be written. */
export interface WrittenSample {
  readonly labels: Labels;
  readonly at: number;
  readonly value: SeriesValue;
}

// Wire types by number: the library declares them as an enum, which the source may not use.
const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;

/** The bits by which Prometheus knows that a series has ended; a JavaScript NaN would lose them. */
const staleBits = 0x7ff0000000000002n;

/** A request of remote write 1.0: protobuf in snappy's block format. */
export function writeRequest(samples: readonly WrittenSample[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const sample of samples) message(writer, 1, (series) => writeSeries(series, sample));
  return snappyLiterals(writer.finish());
}

function message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
  const inner = new BinaryWriter();
  write(inner);
  writer.tag(field, lengthDelimited).bytes(inner.finish());
}

function writeSeries(writer: BinaryWriter, { labels, at, value }: WrittenSample): void {
  for (const [name, text] of Object.entries(labels).sort(([a], [b]) => compareBytes(a, b))) {
    message(writer, 1, (label) => {
      label.tag(1, lengthDelimited).string(name);
      label.tag(2, lengthDelimited).string(text);
    });
  }
  if (typeof value === 'object') message(writer, 4, (inner) => writeHistogram(inner, value, at));
  else {
    message(writer, 2, (sample) => {
      if (value === 'stale') sample.tag(1, fixed64).fixed64(staleBits);
      else sample.tag(1, fixed64).double(value);
      sample.tag(2, varint).int64(at);
    });
  }
}

const hintNumbers: Readonly<Record<ResetHint, number>> = { unknown: 0, reset: 1, not_reset: 2, gauge: 3 };

function writeHistogram(writer: BinaryWriter, histogram: FloatHistogram, at: number): void {
  writer.tag(2, fixed64).double(histogram.count);
  writer.tag(3, fixed64).double(histogram.sum);
  writer.tag(4, varint).sint32(histogram.schema);
  writer.tag(5, fixed64).double(histogram.zeroThreshold);
  writer.tag(7, fixed64).double(histogram.zeroCount);
  writeBuckets(writer, histogram.negative, { spans: 8, counts: 10 });
  writeBuckets(writer, histogram.positive, { spans: 11, counts: 13 });
  writer.tag(14, varint).int32(hintNumbers[histogram.resetHint]);
  writer.tag(15, varint).int64(at);
  writeDoubles(writer, 16, histogram.customValues);
}

/** One span from the first bucket to the last, those between filled with 0. */
function writeBuckets(
  writer: BinaryWriter,
  buckets: Buckets,
  field: { spans: number; counts: number },
): void {
  if (buckets.size === 0) return;
  const first = Math.min(...buckets.keys());
  const length = Math.max(...buckets.keys()) - first + 1;
  message(writer, field.spans, (span) => span.tag(1, varint).sint32(first).tag(2, varint).uint32(length));
  writeDoubles(
    writer,
    field.counts,
    Array.from({ length }, (_, index) => buckets.get(first + index) ?? 0),
  );
}

function writeDoubles(writer: BinaryWriter, field: number, values: readonly number[]): void {
  if (values.length === 0) return;
  message(writer, field, (packed) => {
    for (const value of values) packed.double(value);
  });
}

const longestLiteral = 65_536;

/** Snappy's block format with nothing compressed: it stays on this machine. */
function snappyLiterals(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [new BinaryWriter().uint32(bytes.length).finish()];
  for (let at = 0; at < bytes.length; at += longestLiteral) {
    const part = bytes.subarray(at, at + longestLiteral);
    const last = part.length - 1;
    parts.push(Uint8Array.of(61 << 2, last & 0xff, last >> 8), part);
  }
  return Buffer.concat(parts);
}
