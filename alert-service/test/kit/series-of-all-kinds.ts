import type { Labels } from '@tocsin/model';
import type { FloatHistogram } from '#core/rule/float-histogram';
import type { WrittenSample } from '#core/rule/samples';

const stepMs = 15_000;
const steps = 44;

/** Eleven minutes of series: the same labels under several names, counters, gaps, ends, NaN, infinity, histograms. */
export function seriesAround(
  start: number,
  { utf8, histograms }: { readonly utf8: boolean; readonly histograms: boolean },
): WrittenSample[] {
  const all = [...plain, ...odd, ...classic, ...(histograms ? native : []), ...(utf8 ? named : [])];
  return Array.from({ length: steps }, (_, step) =>
    all.flatMap(({ labels, value }): WrittenSample[] => {
      const now = value(step);
      return now === undefined ? [] : [{ labels, at: start + step * stepMs, value: now }];
    }),
  ).flat();
}

interface Series {
  readonly labels: Labels;
  readonly value: (step: number) => WrittenSample['value'] | undefined;
}

const labelled: readonly Labels[] = [
  { x: '1', y: '1' },
  { x: '1', y: '2' },
  { x: '2', y: '1' },
  { x: 'ü "quoted"\nline\\', y: '' },
].map(({ x, y }): Labels => (y === '' ? { x } : { x, y }));

const series = (name: string, labels: Labels, value: Series['value']): Series => ({
  labels: { ...labels, __name__: name },
  value,
});

const plain: readonly Series[] = [
  ...labelled.map((labels, index) => series('a', labels, (step) => (step % (index + 3)) - 1)),
  ...labelled.slice(1).map((labels, index) => series('b', labels, (step) => index + step / 7)),
  ...labelled.map((labels, index) => series('c_total', labels, (step) => (step % 20) * (index + 1))),
  series('one', {}, () => 1),
  series('meta', { x: '1', team: 'red' }, () => 1),
  series('meta', { x: '2', team: 'blue' }, () => 1),
];

const odd: readonly Series[] = [
  series('odd', { x: '1' }, () => NaN),
  series('odd', { x: '2' }, (step) => (step % 2 === 0 ? Infinity : -Infinity)),
  series('odd', { x: '3' }, () => -0),
  series('odd', { x: '4' }, (step) => 1.5e300 * step),
  series('gone', { x: '1' }, (step) => (step < 20 ? step : step === 20 ? 'stale' : undefined)),
  series('gone', { x: '2' }, (step) => (step < 25 ? 3 : undefined)),
  series('late', { x: '1' }, (step) => (step > 30 ? 7 : undefined)),
];

const classic: readonly Series[] = ['0.1', '0.5', '1', '+Inf'].flatMap((le, index) =>
  ['1', '2'].map((x) => series('lat_seconds_bucket', { x, le }, (step) => step * (index + 1) * Number(x))),
);

const histogram = (step: number, scale: number): FloatHistogram => ({
  schema: scale === 3 ? 1 : 0,
  count: 6 + 6 * step * scale,
  sum: step * scale * 2.5,
  zeroThreshold: 0.001,
  zeroCount: 1 + step * scale,
  positive: new Map([
    [0, 2 + 2 * step * scale],
    [1, 2 + 2 * step * scale],
  ]),
  negative: new Map([[0, 1 + step * scale]]),
  customValues: [],
  resetHint: 'unknown',
});

const native: readonly Series[] = [
  series('h', { x: '1' }, (step) => histogram(step, 1)),
  series('h', { x: '2', y: '1' }, (step) => histogram(step, 3)),
  series('mixed', { x: '1' }, (step) => histogram(step, 2)),
  series('mixed', { x: '2' }, (step) => step),
  series('turned', { x: '1' }, (step) => (step < 38 ? step : histogram(step, 1))),
];

const named: readonly Series[] = [
  series('http.requests', { 'service.name': 'api', x: '1' }, (step) => step * 2),
  series('http.requests', { 'service.name': 'schön', x: '2' }, (step) => step * 3),
];
