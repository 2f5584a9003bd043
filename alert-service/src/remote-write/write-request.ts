import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { labelValue, sortedNames } from '@tocsin/model';
import { compress } from 'snappyjs';
import type { Buckets, FloatHistogram, ResetHint } from '#core/rule/float-histogram';
import type { WrittenSample } from '#core/rule/samples';

// Wire types by number: the library declares them as an enum, which the source may not use.
const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;

/** The bits by which Prometheus knows that a series has ended; a JavaScript NaN would lose them. */
const staleBits = 0x7ff0000000000002n;

/**
 * A request of remote write 1.0: protobuf (prometheus.WriteRequest) in snappy's block format. Snappy in JavaScript,
 * since the kept native ones are a file per platform, which cannot be bundled.
 */
export function writeRequest(samples: readonly WrittenSample[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const sample of samples) message(writer, 1, () => writeSeries(writer, sample));
  return compress(writer.finish());
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, lengthDelimited).fork();
  write();
  writer.join();
}

function writeSeries(writer: BinaryWriter, { labels, at, value }: WrittenSample): void {
  for (const name of sortedNames(labels)) {
    message(writer, 1, () => {
      writer.tag(1, lengthDelimited).string(name);
      writer.tag(2, lengthDelimited).string(labelValue(labels, name));
    });
  }
  if (typeof value === 'object') message(writer, 4, () => writeHistogram(writer, value, at));
  else {
    message(writer, 2, () => {
      if (value === 'stale') writer.tag(1, fixed64).fixed64(staleBits);
      else writer.tag(1, fixed64).double(value);
      writer.tag(2, varint).int64(at);
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

/** A span costs about as much as two empty buckets. */
const widestGap = 2;

interface Span {
  /** How many buckets are left out before it; of the first one, the index of its first bucket. */
  readonly offset: number;
  readonly counts: number[];
}

function writeBuckets(
  writer: BinaryWriter,
  buckets: Buckets,
  field: { readonly spans: number; readonly counts: number },
): void {
  const spans = spansOf(buckets);
  for (const { offset, counts } of spans)
    message(writer, field.spans, () =>
      writer.tag(1, varint).sint32(offset).tag(2, varint).uint32(counts.length),
    );
  writeDoubles(
    writer,
    field.counts,
    spans.flatMap(({ counts }) => counts),
  );
}

function spansOf(buckets: Buckets): Span[] {
  const spans: Span[] = [];
  let next = 0;
  for (const [index, count] of [...buckets].sort(([a], [b]) => a - b)) {
    const last = spans.at(-1);
    const gap = index - next;
    if (last && gap <= widestGap) last.counts.push(...new Array<number>(gap).fill(0), count);
    else spans.push({ offset: gap, counts: [count] });
    next = index + 1;
  }
  return spans;
}

function writeDoubles(writer: BinaryWriter, field: number, values: readonly number[]): void {
  if (values.length === 0) return;
  message(writer, field, () => {
    for (const value of values) writer.double(value);
  });
}
