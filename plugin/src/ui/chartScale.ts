const isOfBytes = (unit: string | undefined): boolean => /^(b|bytes?)$/i.test(unit ?? '');

/** Round in the unit's own words: 100 MiB and 200 MiB are round for a reader, 100,000,000 bytes are not. */
export function ticksIn(unit: string | undefined, [min, max]: readonly [number, number], most: number) {
  const size = Math.max(Math.abs(min), Math.abs(max), 1);
  const scale = isOfBytes(unit) ? 1024 ** Math.floor(Math.log2(size) / 10) : 1;
  return valueTicks(min / scale, max / scale, most).map((tick) => tick * scale);
}

/** Round steps for an axis: 1, 2 or 5 times a power of ten, at most `most` of them. */
export function valueTicks(min: number, max: number, most: number): readonly number[] {
  const span = max - min;
  if (!(span > 0)) {
    return [min];
  }
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let tick = Math.ceil(min / step) * step; tick <= max + step / 1e6; tick += step) {
    ticks.push(Number(tick.toPrecision(12)));
  }
  return ticks;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const timeSteps = [
  ...[1, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE),
  ...[1, 2, 7, 14].map((days) => days * DAY),
];

/** Whole minutes, hours and days, at most `most` of them; `offsetMs` is how far the clock shown is ahead of UTC. */
export function timeTicks(start: number, end: number, { most, offsetMs = 0 }: TickOptions): readonly number[] {
  const step = timeSteps.find((size) => (end - start) / size <= most) ?? 30 * DAY;
  const ticks: number[] = [];
  for (let tick = Math.ceil((start + offsetMs) / step) * step - offsetMs; tick <= end; tick += step) {
    ticks.push(tick);
  }
  return ticks;
}

interface TickOptions {
  readonly most: number;
  readonly offsetMs?: number;
}

export interface Point {
  readonly at: number;
  readonly value: number;
}

/** Values have room above and below; zero is the floor of what is never negative, and the limit is always in sight. */
export function valueRange(points: readonly Point[], limit: number | undefined): readonly [number, number] {
  const values = points.map(({ value }) => value).filter(Number.isFinite);
  const all = limit === undefined ? values : [...values, limit];
  const top = Math.max(...all, 0);
  const floor = Math.min(...all, 0);
  const span = top - floor || 1;
  return [floor < 0 ? floor - span * 0.08 : 0, top > 0 ? top + span * 0.15 : floor === 0 ? 1 : 0];
}

/** A line is broken where the data source had nothing for longer than two steps. */
export function segments(points: readonly Point[], stepMs: number): ReadonlyArray<readonly Point[]> {
  const parts: Point[][] = [];
  let last: Point | undefined;
  for (const point of points) {
    if (!Number.isFinite(point.value)) {
      last = undefined;
      continue;
    }
    const part = parts.at(-1);
    if (last && part && point.at - last.at <= 2 * stepMs) {
      part.push(point);
    } else {
      parts.push([point]);
    }
    last = point;
  }
  return parts;
}

/** Digits of 12 px are about 7 px wide; nothing is measured, so that it is right before the font is there. */
export const leftMargin = (labels: readonly string[]): number =>
  Math.max(48, ...labels.map(({ length }) => 7 * length + 14));
