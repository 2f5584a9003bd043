import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Matcher, MatcherOp } from '@tocsin/model';
import { readAnnotations, shownAnnotations } from '#config/silence-annotations';
import type { Silence } from '#core/mute/silence';
import {
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

/** In the order of their numbers in silence/silencepb/silence.proto. */
const ops: readonly MatcherOp[] = ['=', '=~', '!=', '!~'];

type Matchers = readonly Matcher[];

/** Alertmanager's snapshot `silences`: a MeshSilence each. Throws SnapshotError. */
export const readSilences = (file: Uint8Array): Silence[] => readDelimited(file, readMeshSilence);

function readMeshSilence(bytes: Uint8Array): Silence {
  let silence: Silence | undefined;
  readMessage(bytes, { 1: (reader) => (silence = readSilence(reader.bytes())) });
  if (!silence) throw new SnapshotError('it holds an entry without a silence');
  return silence;
}

function readSilence(bytes: Uint8Array): Silence {
  const old: Matcher[] = [];
  const matcherSets: Matchers[] = [];
  const receiverMatcherSets: Matchers[] = [];
  const entries: [string, string][] = [];
  const texts = { id: '', createdBy: '', comment: '' };
  const times = { startsAt: 0, endsAt: 0, updatedAt: 0 };
  let spoken: { author: string; comment: string } | undefined;
  readMessage(bytes, {
    1: (reader) => (texts.id = reader.string()),
    2: (reader) => void old.push(readMatcher(reader.bytes())),
    3: (reader) => (times.startsAt = readTime(reader.bytes())),
    4: (reader) => (times.endsAt = readTime(reader.bytes())),
    5: (reader) => (times.updatedAt = readTime(reader.bytes())),
    7: (reader) => (spoken ??= readComment(reader.bytes())),
    8: (reader) => (texts.createdBy = reader.string()),
    9: (reader) => (texts.comment = reader.string()),
    10: (reader) => void entries.push(readEntry(reader.bytes())),
    11: (reader) => void matcherSets.push(readSet(reader.bytes())),
    12: (reader) => void receiverMatcherSets.push(readSet(reader.bytes())),
  });
  if (matcherSets.length === 0 && old.length > 0) matcherSets.push(old);
  // Versions before 0.7 kept a list of comments, of which the first became the comment.
  if (spoken) Object.assign(texts, { createdBy: spoken.author, comment: spoken.comment });
  const annotations = Object.fromEntries(entries);
  const read = readAnnotations(annotations);
  return {
    ...texts,
    ...times,
    matcherSets,
    receiverMatcherSets,
    annotations,
    ...(read.ok && { annotations: read.value.annotations, ...read.value.beyond }),
  };
}

function readSet(bytes: Uint8Array): Matchers {
  const matchers: Matcher[] = [];
  readMessage(bytes, { 1: (reader) => void matchers.push(readMatcher(reader.bytes())) });
  return matchers;
}

function readMatcher(bytes: Uint8Array): Matcher {
  let [type, name, value] = [0, '', ''];
  readMessage(bytes, {
    1: (reader) => (type = reader.int32()),
    2: (reader) => (name = reader.string()),
    3: (reader) => (value = reader.string()),
  });
  const op = ops[type];
  if (op === undefined) throw new SnapshotError(`it holds a matcher of the unknown type ${type}`);
  return { name, op, value };
}

function readComment(bytes: Uint8Array): { author: string; comment: string } {
  const found = { author: '', comment: '' };
  readMessage(bytes, {
    1: (reader) => (found.author = reader.string()),
    2: (reader) => (found.comment = reader.string()),
  });
  return found;
}

function readEntry(bytes: Uint8Array): [string, string] {
  let [key, value] = ['', ''];
  readMessage(bytes, { 1: (reader) => (key = reader.string()), 2: (reader) => (value = reader.string()) });
  return [key, value];
}

/** The same file for the way back; an entry may be forgotten `retentionMs` after its silence's end. */
export const writeSilences = (silences: readonly Silence[], retentionMs: number): Uint8Array =>
  writeDelimited(
    silences.map((silence) => {
      const mesh = new BinaryWriter();
      writeBytes(mesh, 1, silenceBytes(silence));
      writeTime(mesh, 2, silence.endsAt + retentionMs);
      return mesh.finish();
    }),
  );

function silenceBytes(silence: Silence): Uint8Array {
  const writer = new BinaryWriter();
  writeText(writer, 1, silence.id);
  // As upstream writes it, for its older versions.
  for (const matcher of silence.matcherSets[0] ?? []) writeBytes(writer, 2, matcherBytes(matcher));
  writeTime(writer, 3, silence.startsAt);
  writeTime(writer, 4, silence.endsAt);
  writeTime(writer, 5, silence.updatedAt);
  writeText(writer, 8, silence.createdBy);
  writeText(writer, 9, silence.comment);
  for (const [key, value] of Object.entries(shownAnnotations(silence)))
    writeBytes(writer, 10, entryBytes(key, value));
  for (const set of silence.matcherSets) writeBytes(writer, 11, setBytes(set));
  for (const set of silence.receiverMatcherSets) writeBytes(writer, 12, setBytes(set));
  return writer.finish();
}

function setBytes(matchers: Matchers): Uint8Array {
  const writer = new BinaryWriter();
  for (const matcher of matchers) writeBytes(writer, 1, matcherBytes(matcher));
  return writer.finish();
}

function matcherBytes({ name, op, value }: Matcher): Uint8Array {
  const writer = new BinaryWriter();
  const type = ops.indexOf(op);
  if (type !== 0) writer.tag(1, varint).int32(type);
  writeText(writer, 2, name);
  writeText(writer, 3, value);
  return writer.finish();
}

function entryBytes(key: string, value: string): Uint8Array {
  const writer = new BinaryWriter();
  writeText(writer, 1, key);
  writeText(writer, 2, value);
  return writer.finish();
}
