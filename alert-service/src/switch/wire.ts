import { BinaryReader, BinaryWriter, type WireType } from '@bufbuild/protobuf/wire';

/** A snapshot that is none, or is cut off. */
export class SnapshotError extends Error {
  override name = 'SnapshotError';
}

type ReadField = (reader: BinaryReader, wireType: WireType) => void;

/** Calls the function of each field's number; fields without one are passed over, as protobuf wants it. */
export function readMessage(bytes: Uint8Array, fields: Readonly<Record<number, ReadField>>): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const read = fields[number];
    if (read) read(reader, wireType);
    else reader.skip(wireType, number);
  }
}

/** Messages, each after its length: the form of Alertmanager's snapshot files. Throws SnapshotError. */
export function readDelimited<T>(file: Uint8Array, readOne: (message: Uint8Array) => T): T[] {
  try {
    const reader = new BinaryReader(file);
    const read: T[] = [];
    while (reader.pos < reader.len) read.push(readOne(reader.bytes()));
    return read;
  } catch (cause) {
    if (cause instanceof SnapshotError) throw cause;
    throw new SnapshotError('it is cut off, or is no snapshot of Alertmanager', { cause });
  }
}

export function writeDelimited(messages: readonly Uint8Array[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const message of messages) writer.bytes(message);
  return writer.finish();
}

/** google.protobuf.Timestamp as epoch ms. */
export function readTime(bytes: Uint8Array): number {
  let [seconds, nanos] = [0, 0];
  readMessage(bytes, {
    1: (reader) => (seconds = Number(reader.int64())),
    2: (reader) => (nanos = reader.int32()),
  });
  return seconds * 1_000 + Math.floor(nanos / 1_000_000);
}

/** Writes a length-delimited field; an empty one is left out, as proto3 does. */
export function writeBytes(writer: BinaryWriter, field: number, bytes: Uint8Array): void {
  writer.tag(field, lengthDelimited).bytes(bytes);
}

export function writeText(writer: BinaryWriter, field: number, text: string): void {
  if (text !== '') writer.tag(field, lengthDelimited).string(text);
}

export function writeTime(writer: BinaryWriter, field: number, at: number): void {
  const time = new BinaryWriter();
  const seconds = Math.floor(at / 1_000);
  const nanos = (at - seconds * 1_000) * 1_000_000;
  if (seconds !== 0) time.tag(1, varint).int64(seconds);
  if (nanos !== 0) time.tag(2, varint).int32(nanos);
  writeBytes(writer, field, time.finish());
}

/** Wire types by number: the library declares them as an enum, which the source may not use. */
export const varint = 0;
export const lengthDelimited = 2;
