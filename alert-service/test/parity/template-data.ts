import { duration } from '#template/time/duration';
import { GoTime } from '#template/time/time';
import { fromPlain, stringList, stringMap, type Value } from '#template/value/value';

const zoned = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** RFC 3339 to the nanosecond, in UTC. */
export function timeOf(text: string): GoTime {
  const [, wall = '', fraction = '', zone = 'Z'] = zoned.exec(text) ?? [];
  const ms = Date.parse(`${wall}${zone}`);
  return new GoTime(BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')));
}

const tags: Record<string, (inner: never) => Value> = {
  $int: (text: string) => BigInt(text),
  $float: (text: string) => Number(text.replace('Inf', 'Infinity')),
  $duration: (text: string) => duration(BigInt(text)),
  $time: timeOf,
  $strings: stringList,
  $map: (entries: Record<string, string>) => stringMap(entries),
};

/** The value that tagged JSON stands for, as the Go programs of the parity tests read it too. */
export function decode(data: unknown): Value {
  if (Array.isArray(data)) return fromPlain(data.map(decode));
  if (typeof data !== 'object' || data === null) return fromPlain(data);
  const entries: [string, unknown][] = Object.entries(data);
  const [tag, inner] = entries[0] ?? ['', undefined];
  if (entries.length === 1 && tag in tags) return tags[tag]!(inner as never);
  return fromPlain(Object.fromEntries(entries.map(([key, value]) => [key, decode(value)])));
}
