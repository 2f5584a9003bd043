import type { Matcher } from '@tocsin/model';
import type { Silence } from './silence.ts';

/** As many bytes as Alertmanager's snapshot takes for it (protobuf), which is what its limit counts. */
export function silenceSize(silence: Silence, retentionMs: number): number {
  const { id, startsAt, endsAt, updatedAt, createdBy, comment, annotations } = silence;
  const size =
    textSize(id) +
    [startsAt, endsAt, updatedAt].reduce((sum, at) => sum + field(timeSize(at)), 0) +
    textSize(createdBy) +
    textSize(comment) +
    Object.entries(annotations).reduce(
      (sum, [name, text]) => sum + field(textField(name) + textField(text)),
      0,
    ) +
    setsSize(silence.matcherSets) +
    setsSize(silence.receiverMatcherSets);
  return field(size) + field(timeSize(endsAt + retentionMs));
}

const setsSize = (sets: readonly (readonly Matcher[])[]): number =>
  sets.reduce((sum, set) => sum + field(set.reduce((all, each) => all + field(matcherSize(each)), 0)), 0);

const matcherSize = ({ name, op, value }: Matcher): number =>
  (op === '=' ? 0 : 2) + textSize(name) + textSize(value);

/** A tag, a length and what follows. */
const field = (size: number): number => 1 + varintSize(size) + size;
const bytes = (text: string): number => new TextEncoder().encode(text).length;
const textField = (text: string): number => field(bytes(text));
/** Outside of maps, an empty text is not written. */
const textSize = (text: string): number => (text === '' ? 0 : textField(text));

function timeSize(at: number): number {
  const seconds = Math.floor(at / 1_000);
  const nanos = (at - seconds * 1_000) * 1e6;
  return (seconds === 0 ? 0 : 1 + varintSize(seconds)) + (nanos === 0 ? 0 : 1 + varintSize(nanos));
}

function varintSize(value: number): number {
  if (value < 0) return 10;
  let size = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) size += 1;
  return size;
}
