import type { Labels } from '@tocsin/model';
import type { WrittenSample } from '#core/rule/samples';

/**
 * Series that change at whole seconds, known before they are evaluated: window k begins `k` seconds after `from`. Each
 * ruler has one slot in each window, whatever its offset, so both see the same in the same windows.
 */
export interface Weather {
  /** Of the windows from one to before the other. */
  samples(firstWindow: number, endWindow: number): WrittenSample[];
}

export interface WeatherOptions {
  readonly from: number;
  /** Nothing changes in the first windows, nor within three windows of a reload. */
  readonly quietWindows: number;
  readonly reloadEach: number;
}

const instances = ['a', 'b', 'c', 'd', 'e'];

export function createWeather(options: WeatherOptions): Weather {
  const loads = instances.map((instance, index) => createRuns(100 + index, options, { instance }));
  const comers = ['x', 'y'].map((instance, index) => createRuns(200 + index, options, { instance }));
  const late = createRuns(300, options, {});
  return {
    samples(first, end) {
      const at = (window: number): number => options.from + window * 1_000;
      const windows = Array.from({ length: end - first }, (_, index) => first + index);
      return [
        ...windows.map((window) => sample('beat', {}, { at: at(window), value: window })),
        ...loads.flatMap((runs) =>
          windows.map((window) =>
            sample('load', { job: 'app', ...runs.labels }, { at: at(window), value: runs.valueAt(window) }),
          ),
        ),
        ...comers.flatMap((runs) => windows.flatMap((window) => comingAndGoing(runs, window, at(window)))),
        ...windows.map((window) =>
          sample(
            'late',
            {},
            { at: at(window), value: nearReload(window, options, 5) ? 0 : late.valueAt(window) },
          ),
        ),
      ];
    },
  };
}

export const nearReload = (window: number, { reloadEach }: WeatherOptions, by: number): boolean =>
  window > reloadEach / 2 && Math.min(window % reloadEach, reloadEach - (window % reloadEach)) <= by;

interface Runs {
  readonly labels: Labels;
  valueAt(window: number): number;
}

/** Runs of 0 and of one of two values, of random lengths that are the same each time. */
function createRuns(seed: number, options: WeatherOptions, labels: Labels): Runs {
  const values: number[] = [];
  let chance = seed;
  const draw = (upTo: number): number => {
    chance = (chance * 48_271) % 2_147_483_647;
    return Math.floor((chance / 2_147_483_647) * upTo);
  };
  let left = 0;
  const extend = (): void => {
    const window = values.length;
    const before = values.at(-1) ?? 0;
    if (window < options.quietWindows || nearReload(window, options, 3)) return void values.push(before);
    if (left > 0) {
      left--;
      return void values.push(before);
    }
    left = 1 + draw(draw(2) === 0 ? 3 : 11);
    values.push(before > 0 ? 0 : ([1, 2.5, 1][draw(3)] ?? 1));
  };
  return {
    labels,
    valueAt(window) {
      while (values.length <= window) extend();
      return values[window] ?? 0;
    },
  };
}

/** Absent where the run says 0, with a stale marker where it begins to be. */
function comingAndGoing(runs: Runs, window: number, at: number): WrittenSample[] {
  const labels = { job: 'app', ...runs.labels };
  if (runs.valueAt(window) > 0) return [sample('gone', labels, { at, value: runs.valueAt(window) })];
  const wentNow = window > 0 && runs.valueAt(window - 1) > 0;
  return wentNow ? [sample('gone', labels, { at, value: 'stale' })] : [];
}

const sample = (
  name: string,
  labels: Labels,
  { at, value }: Pick<WrittenSample, 'at' | 'value'>,
): WrittenSample => ({ labels: { __name__: name, ...labels }, at, value });
