import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Notified } from '#core/input';
import {
  lengthDelimited,
  readDelimited,
  readMessage,
  readTime,
  SnapshotError,
  varint,
  writeBytes,
  writeDelimited,
  writeText,
  writeTime,
} from './wire.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Alertmanager's snapshot `nflog`: a MeshEntry each, what an integration was last told of a group. Throws SnapshotError. */
export const readNotificationLog = (file: Uint8Array): Notified[] => readDelimited(file, readMeshEntry);

function readMeshEntry(bytes: Uint8Array): Notified {
  let entry: Omit<Notified, 'expiresAt'> | undefined;
  let expiresAt = 0;
  readMessage(bytes, {
    1: (reader) => (entry = readEntry(reader.bytes())),
    2: (reader) => (expiresAt = readTime(reader.bytes())),
  });
  if (!entry) throw new SnapshotError('it holds an empty entry');
  return { ...entry, expiresAt };
}

function readEntry(bytes: Uint8Array): Omit<Notified, 'expiresAt'> {
  const firing: string[] = [];
  const resolved: string[] = [];
  const receipt: Record<string, string> = {};
  let [group, integration, at] = ['', '', 0];
  readMessage(bytes, {
    1: (reader) => (group = decoder.decode(reader.bytes())),
    2: (reader) => (integration = readReceiver(reader.bytes())),
    5: (reader) => (at = readTime(reader.bytes())),
    6: (reader, type) => readHashes(reader, type, firing),
    7: (reader, type) => readHashes(reader, type, resolved),
    8: (reader) => void Object.assign(receipt, readData(reader.bytes())),
  });
  if (integration === '') throw new SnapshotError('it holds an entry without a receiver');
  return { group, integration, at, firing, resolved, receipt };
}

/** As our keys of integrations: `team/slack[0]`. */
function readReceiver(bytes: Uint8Array): string {
  let [name, kind, index] = ['', '', 0];
  readMessage(bytes, {
    1: (reader) => (name = reader.string()),
    2: (reader) => (kind = reader.string()),
    3: (reader) => (index = reader.uint32()),
  });
  return `${name}/${kind}[${index}]`;
}

interface Reader {
  readonly pos: number;
  uint64(): bigint | string;
  uint32(): number;
}

/** Packed, as Go writes them, or one by one. A group may have more of them than a call can have arguments. */
function readHashes(reader: Reader, wireType: number, into: string[]): void {
  if (wireType !== lengthDelimited) return void into.push(String(reader.uint64()));
  const end = reader.uint32() + reader.pos;
  while (reader.pos < end) into.push(String(reader.uint64()));
}

/** One entry of `receiver_data`: texts only, which is all that upstream's integrations keep. */
function readData(bytes: Uint8Array): Record<string, string> {
  let [key, value] = ['', ''];
  readMessage(bytes, {
    1: (reader) => (key = reader.string()),
    2: (reader) => readMessage(reader.bytes(), { 1: (inner) => (value = inner.string()) }),
  });
  return { [key]: value };
}

/** The same file for the way back. */
export const writeNotificationLog = (entries: readonly Notified[]): Uint8Array =>
  writeDelimited(
    entries.map((entry) => {
      const mesh = new BinaryWriter();
      writeBytes(mesh, 1, entryBytes(entry));
      writeTime(mesh, 2, entry.expiresAt);
      return mesh.finish();
    }),
  );

function entryBytes({ group, integration, at, firing, resolved, receipt }: Notified): Uint8Array {
  const writer = new BinaryWriter();
  writeBytes(writer, 1, encoder.encode(group));
  writeBytes(writer, 2, receiverBytes(integration));
  writeTime(writer, 5, at);
  writeHashes(writer, 6, firing);
  writeHashes(writer, 7, resolved);
  for (const [key, value] of Object.entries(receipt)) writeBytes(writer, 8, dataBytes(key, value));
  return writer.finish();
}

function receiverBytes(integration: string): Uint8Array {
  const [, name = '', kind = '', index = '0'] = /^(.*)\/([^/[]+)\[(\d+)\]$/s.exec(integration) ?? [];
  const writer = new BinaryWriter();
  writeText(writer, 1, name);
  writeText(writer, 2, kind);
  if (index !== '0') writer.tag(3, varint).uint32(Number(index));
  return writer.finish();
}

function writeHashes(writer: BinaryWriter, field: number, hashes: readonly string[]): void {
  if (hashes.length === 0) return;
  const packed = new BinaryWriter();
  for (const hash of hashes) packed.uint64(hash);
  writeBytes(writer, field, packed.finish());
}

function dataBytes(key: string, value: string): Uint8Array {
  const inner = new BinaryWriter();
  // A member of a oneof is written even when it is empty.
  inner.tag(1, lengthDelimited).string(value);
  const writer = new BinaryWriter();
  writeText(writer, 1, key);
  writeBytes(writer, 2, inner.finish());
  return writer.finish();
}
