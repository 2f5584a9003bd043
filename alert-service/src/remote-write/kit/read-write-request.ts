import protobuf from 'protobufjs';
import { uncompress } from 'snappyjs';

/** The messages of remote write 1.0 as Prometheus publishes them (prompb/types.proto), for a reader that is not ours. */
const published = `
  syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Histogram histograms = 4; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
  message BucketSpan { sint32 offset = 1; uint32 length = 2; }
  enum ResetHint { UNKNOWN = 0; YES = 1; NO = 2; GAUGE = 3; }
  message Histogram {
    oneof count { uint64 count_int = 1; double count_float = 2; }
    double sum = 3;
    sint32 schema = 4;
    double zero_threshold = 5;
    oneof zero_count { uint64 zero_count_int = 6; double zero_count_float = 7; }
    repeated BucketSpan negative_spans = 8;
    repeated sint64 negative_deltas = 9;
    repeated double negative_counts = 10;
    repeated BucketSpan positive_spans = 11;
    repeated sint64 positive_deltas = 12;
    repeated double positive_counts = 13;
    ResetHint reset_hint = 14;
    int64 timestamp = 15;
    repeated double custom_values = 16;
  }
`;
const WriteRequest = protobuf.parse(published, { keepCase: true }).root.lookupType('WriteRequest');

export interface ReadSample {
  readonly labels: Readonly<Record<string, string>>;
  /** In the order of the message. */
  readonly names: readonly string[];
  readonly at: number;
  readonly value?: number;
  readonly histogram?: Readonly<Record<string, unknown>>;
}

interface Series {
  labels?: { name?: string; value?: string }[];
  samples?: { value?: number; timestamp?: number }[];
  histograms?: (Record<string, unknown> & { timestamp?: number })[];
}

/** The bytes of a request's body, read by an independent decoder. */
export function readWriteRequest(body: unknown): ReadSample[] {
  if (!(body instanceof Uint8Array)) throw new Error('no bytes');
  const message = WriteRequest.decode(uncompress(new Uint8Array(body)));
  const { timeseries = [] }: { timeseries?: Series[] } = WriteRequest.toObject(message, {
    longs: Number,
    enums: String,
  });
  return timeseries.flatMap(({ labels = [], samples = [], histograms = [] }) => {
    const names = labels.map(({ name = '' }) => name);
    const named = {
      names,
      labels: Object.fromEntries(labels.map(({ name = '', value = '' }) => [name, value])),
    };
    return [
      ...samples.map(({ value = 0, timestamp = 0 }) => ({ ...named, at: timestamp, value })),
      ...histograms.map((histogram) => ({ ...named, at: histogram.timestamp ?? 0, histogram })),
    ];
  });
}
