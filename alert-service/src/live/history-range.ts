import { formatDuration, parseDuration } from '@tocsin/model';

const mostPoints = 1_500;
const longestMs = 90 * 86_400_000;
const shortestStepMs = 1_000;

export interface HistoryRange {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

export interface AskedHistory {
  readonly range?: string | undefined;
  readonly resolution?: string | undefined;
}

/** The last so long, in steps that fall on whole multiples of themselves, so that each answer has the same ones. */
export function historyRange(
  { range = '1h', resolution }: AskedHistory,
  now: number,
): HistoryRange | { readonly problem: string } {
  const length = lengthOf('range', range);
  if (typeof length === 'string') return { problem: length };
  if (length > longestMs)
    return { problem: `range is ${range}: ask for 90d at most, and Prometheus itself for what is older.` };
  const step = resolution === undefined ? usualStep(length) : lengthOf('resolution', resolution);
  if (typeof step === 'string') return { problem: step };
  if (step < shortestStepMs) return { problem: `resolution is ${resolution}: ask for 1s or more.` };
  if (length / step > mostPoints)
    return {
      problem: `${range} in steps of ${formatDuration(step)} are ${Math.ceil(length / step)} points: ask for at most ${mostPoints}, with a resolution of ${formatDuration(Math.ceil(length / mostPoints / 1000) * 1000)} or more.`,
    };
  if (step > length) return { problem: 'resolution is longer than range: ask for a shorter one.' };
  const to = Math.floor(now / step) * step;
  return { from: to - Math.floor(length / step) * step, to, stepMs: step };
}

/** Some 60 to 120 points. */
const steps = [1, 5, 10, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 86_400].map((s) => s * 1000);
const usualStep = (length: number): number => steps.find((step) => length / step <= 120) ?? 86_400_000;

function lengthOf(name: string, written: string): number | string {
  const read = parseDuration(written);
  if (read.ok && read.value > 0) return read.value;
  return `${name} is ${JSON.stringify(written)}: write a duration such as 1h, 24h, 7d.`;
}
