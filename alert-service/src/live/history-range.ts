import { formatDuration, parseDuration } from '@tocsin/model';

const mostPoints = 1_500;
/** Of all services together: some answers would else fill the memory, and hold up everybody while they are written. */
const mostPointsOfAll = 300_000;
const longestMs = 90 * 86_400_000;
const shortestStepMs = 1_000;

export interface HistoryRange {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

export interface AskedHistory {
  /** How many services it is of. */
  readonly services: number;
  readonly range?: string | undefined;
  readonly resolution?: string | undefined;
}

/** The last so long, in steps that fall on whole multiples of themselves, so that each answer has the same ones. */
export function historyRange(
  { range = '1h', resolution, services }: AskedHistory,
  now: number,
): HistoryRange | { readonly problem: string } {
  const length = lengthOf('range', range);
  if (typeof length === 'string') return { problem: length };
  if (length > longestMs)
    return { problem: `range is ${range}: ask for 90d at most, and Prometheus itself for what is older.` };
  const step = resolution === undefined ? usualStep(length, services) : lengthOf('resolution', resolution);
  if (typeof step === 'string') return { problem: step };
  if (step < shortestStepMs) return { problem: `resolution is ${resolution}: ask for 1s or more.` };
  const most = Math.min(mostPoints, Math.floor(mostPointsOfAll / Math.max(1, services)));
  if (length / step > most) {
    const of = most === mostPoints ? '' : ` of each of ${services} services`;
    const alone = most === mostPoints ? '' : ', or for one service with ?service=';
    return {
      problem: `${range} in steps of ${formatDuration(step)} are ${Math.ceil(length / step)} points${of}: ask for at most ${most}, with a resolution of ${formatDuration(Math.ceil(length / most / 1000) * 1000)} or more${alone}.`,
    };
  }
  if (step > length) return { problem: 'resolution is longer than range: ask for a shorter one.' };
  const to = Math.floor(now / step) * step;
  return { from: to - Math.floor(length / step) * step, to, stepMs: step };
}

/** Some 60 to 120 points; fewer where thousands of services have them. */
const steps = [1, 5, 10, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 86_400].map((s) => s * 1000);
const usualStep = (length: number, services: number): number => {
  const most = Math.min(120, mostPointsOfAll / Math.max(1, services));
  return steps.find((step) => length / step <= most) ?? 86_400_000;
};

function lengthOf(name: string, written: string): number | string {
  const read = parseDuration(written);
  if (read.ok && read.value > 0) return read.value;
  return `${name} is ${JSON.stringify(written)}: write a duration such as 1h, 24h, 7d.`;
}
