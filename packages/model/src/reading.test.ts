import type { Measure } from '@tocsin/model';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readingOf } from './reading.ts';

const said = (value: string, limit?: number, rest: Partial<Measure> = {}): string | undefined =>
  readingOf({
    value,
    expression: '',
    comparison: '>',
    ...(limit === undefined ? {} : { limit }),
    ...rest,
  })?.both.replaceAll('\u00a0', ' ');

describe('a number is said with its unit and its limit', () => {
  test.each([
    ['0.0842', 0.05, 'ratio', '8.4 %, limit 5 %'],
    ['8.42', 5, '%', '8.4 %, limit 5 %'],
    ['1.904', 1.2, 's', '1.9 s, limit 1.2 s'],
    ['0.98', 1.2, 'seconds', '980 ms, limit 1.2 s'],
    ['0.00005', 0.01, 's', '50 µs, limit 10 ms'],
    ['3960', 3600, 's', '1 h 6 min, limit 1 h'],
    ['840', 500, 'ms', '840 ms, limit 500 ms'],
    ['734003200', 524288000, 'bytes', '700 MiB, limit 500 MiB'],
    ['12884901888', 10737418240, 'bytes', '12 GiB, limit 10 GiB'],
    ['2097152', 1048576, 'bytes/s', '2 MiB/s, limit 1 MiB/s'],
    ['12.34', 10, 'req/s', '12.3 req/s, limit 10 req/s'],
    ['1523', 100, undefined, '1,523, limit 100'],
    ['1.5', 1.25, undefined, '1.5, limit 1.25'],
    ['+Inf', 5, 's', 'infinite, limit 5 s'],
    ['NaN', 5, 's', 'no number, limit 5 s'],
  ])('%s against %s in %s', (...[value, limit, unit, words]) => {
    expect(said(value, limit, unit ? { unit } : {})).toBe(words);
  });

  test('a value just past its limit does not print like it', () => {
    expect(said('0.05004', 0.05, { unit: 'ratio' })).toBe('5.004 %, limit 5 %');
    expect(said('120.5', 120, { unit: 's' })).toBe('121 s, limit 2 min');
  });

  test('equality says nothing that its rule does not say', () => {
    expect(said('0', 0, { comparison: '==' })).toBeUndefined();
    expect(said('1')).toBeUndefined();
  });

  test('any value and limit give short words, and different numbers different words', () => {
    const numbers = fc.double({ noNaN: true, min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(
        numbers,
        numbers,
        fc.constantFrom('s', 'ratio', 'bytes', '', 'req/s'),
        (value, limit, unit) => {
          const reading = readingOf({ value: String(value), limit, unit, comparison: '>', expression: '' });
          expect(reading?.both.length).toBeLessThan(80);
          if (Math.abs(value - limit) > Math.abs(limit) * 1e-6 + 1e-3)
            expect(reading?.value).not.toBe(reading?.limit);
        },
      ),
    );
  });
});
