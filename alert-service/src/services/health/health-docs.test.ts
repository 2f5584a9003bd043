import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { pointsOf } from '#core/health/points';
import { scoreOf, termOf } from '#core/health/score';
import { uptimeOf } from '#core/health/uptime';
import { wholeOf } from '#core/health/system';
import { conventions } from './conventions.ts';

const page = readFileSync(new URL('../../../../docs/health.md', import.meta.url), 'utf8');
const percent = (text: string): number => Number(text.replace(/ %$/, '')) / 100;

test('the page’s points are those that are calculated', () => {
  const rows = [...page.matchAll(/^\| +([\d.]+ %) +\| +([\d.]+ %) +\| +([\d.]+ %) +\| +(\d+) +\|$/gm)];
  expect(rows).toHaveLength(5);
  for (const [, value = '', degraded = '', failing = '', points] of rows)
    expect(pointsOf(percent(value), { degraded: percent(degraded), failing: percent(failing) })).toBeCloseTo(
      Number(points),
      6,
    );
});

test('the page’s arithmetic is what the service says', () => {
  const errors = {
    name: 'errors',
    title: 'Error rate',
    kind: 'indicator',
    degraded: 0.01,
    failing: 0.05,
  } as const;
  const well = (weight: number) => termOf({ ...errors, name: 'p95', value: 0, weight }, 0);
  const said = [
    scoreOf([termOf({ ...errors, weight: 3, value: 0.022 }, 0), well(2)]).arithmetic,
    scoreOf([termOf({ ...errors, weight: 1, value: 0.084 }, 0), well(9)]).arithmetic,
    scoreOf([termOf({ ...errors, weight: 3 }, 0), well(2)]).arithmetic,
    uptimeOf([
      { from: 0, to: 85_680_000, state: 'healthy' },
      { from: 85_680_000, to: 86_400_000, state: 'failing' },
    ]).arithmetic,
    wholeOf(
      [
        { service: 'a', tier: 1, state: 'failing', score: 40, since: 0, terms: [] },
        { service: 'b', state: 'degraded', score: 40, since: 0, terms: [] },
        { service: 'c', state: 'healthy', score: 100, since: 0, terms: [] },
      ],
      0,
    ).arithmetic,
  ];
  for (const each of said) expect(page).toContain(each);
});

test('the page names each convention with its weight', () => {
  for (const { name, weight } of conventions)
    expect(page).toMatch(new RegExp(`^\\| +\`${name}\`.*\\| +${weight} +\\|$`, 'm'));
});
