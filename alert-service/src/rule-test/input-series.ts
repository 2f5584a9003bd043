import { seriesKey, type WrittenSample } from '#core/rule/samples';
import { readSeries } from './series-notation.ts';
import type { TestGroup } from './test-file.ts';

/** Samples given out as time passes: negative offsets must not see what is still to come. */
export interface InputSeries {
  until(at: number): WrittenSample[];
}

/**
 * As promtool reads them, which makes one text of all series: lines that begin with # are comments, and an empty line
 * ends the list. Of two series with the same labels the later counts. Throws NotationError.
 */
export function inputSeries(group: TestGroup, intervalMs: number, startAt: number): InputSeries {
  const text = (group.input_series ?? [])
    .map(({ series = '', values = '' }) => `${series} ${values}`)
    .join('\n');
  const lines = text === '' ? [] : text.split('\n').map((line) => line.trim());
  const waiting = new Map<string, WrittenSample[]>();
  for (const line of lines) {
    if (line === '' || line.startsWith('#')) break;
    const { labels, values } = readSeries(line);
    const samples = values.flatMap((value, index) =>
      value === undefined ? [] : [{ labels, value, at: startAt + index * intervalMs }],
    );
    waiting.set(seriesKey(labels), samples);
  }
  return {
    until: (at) => [...waiting.values()].flatMap((samples) => samples.splice(0, countUntil(samples, at))),
  };
}

function countUntil(samples: readonly WrittenSample[], at: number): number {
  const later = samples.findIndex((sample) => sample.at > at);
  return later < 0 ? samples.length : later;
}
