import { PromqlRefused } from './problem.ts';
import type { Place } from './tree.ts';

const unitSeconds: Readonly<Record<string, number>> = {
  y: 31_536_000,
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
};

/** A number of PromQL: `1e3`, `0x1f`, `1_000`, `Inf`, and since 3.0 a duration such as `5m`, in seconds. */
export function numberOf(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const bare = text.replace(/^[-+]\s*/, '').replaceAll('_', '');
  if (/^inf(inity)?$/i.test(bare)) return sign * Infinity;
  const plain = Number(bare);
  return sign * (Number.isNaN(plain) ? seconds(bare) : plain);
}

function seconds(text: string): number {
  if (!/^(\d+(y|w|d|h|ms|m|s))+$/.test(text)) return NaN;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(y|w|d|h|ms|m|s)/g)) {
    total += Number(count) * (unitSeconds[unit ?? ''] ?? NaN);
  }
  return total;
}

/** What Go can count in nanoseconds. */
const longestSeconds = 2 ** 63 / 1e9;

/** A duration, if it is one, must be one that Prometheus can hold. */
export function checkDuration(text: string, place: Place): void {
  if (seconds(text) < longestSeconds || Number.isNaN(seconds(text))) return;
  throw new PromqlRefused('this duration is out of range', place, 'write at most 292y');
}
