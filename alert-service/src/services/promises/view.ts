import type { Objective } from '@tocsin/api';
import { formatDuration } from '@tocsin/model';
import { budgetOf } from '#core/promises/budget';
import { dayOf, sumOf } from '#core/promises/hours';
import type { Counted } from '#core/promises/promise';
import type { Span } from '#core/promises/span';
import type { Listed } from './listed.ts';
import type { Measured } from './measured.ts';
import type { Standing } from './standing.ts';
import { budgetWords, dayWords, digitsFor, percentWords } from './words.ts';

export interface Viewed {
  readonly listed: Listed;
  readonly span: Span;
  readonly measured: Measured;
  readonly standing: Standing;
  readonly counted: Counted | undefined;
  readonly rules: readonly string[];
  readonly problem: string | undefined;
  readonly zone: string;
}

export const iso = (at: number): string => new Date(at).toISOString();

/** As everybody is shown it. */
export function objectiveView(viewed: Viewed): Objective {
  const { listed, span, measured, standing, counted, rules, problem } = viewed;
  const { id, service, settings } = listed;
  const { name, kind, type, target, threshold, window } = settings;
  const { counts, unknownMs } = measured;
  const { attained, budget, burn, state } = standing;
  return {
    ...{ id, service: service.name, name, kind, type, target },
    ...(threshold !== undefined && { threshold }),
    window: 'calendar' in window ? window.calendar : formatDuration(window.rollingMs),
    ...{ periodFrom: iso(span.from), periodTo: iso(span.to), state },
    good: Math.round(counts.good),
    total: Math.round(counts.total),
    ...(attained !== undefined && { attained }),
    unknownSeconds: Math.round(unknownMs / 1000),
    budget: { ...budget, text: budgetWords(counts, budget) },
    burn: [...burn],
    ...(standing.forecast && { forecast: forecastView(viewed, standing.forecast) }),
    sentence: sentenceOf(viewed),
    query: { good: counted?.good ?? settings.good ?? '', total: counted?.total ?? settings.total ?? '' },
    rules: [...rules],
    ...(problem !== undefined && { problem }),
  };
}

function forecastView(
  { listed: { settings }, zone, standing: { state } }: Viewed,
  { attained, exhaustedAt, until }: NonNullable<Standing['forecast']>,
): NonNullable<Objective['forecast']> {
  const { target } = settings;
  const end = dayWords(until, zone);
  const percent = percentWords(attained, digitsFor(target));
  const outcome =
    attained < target
      ? exhaustedAt !== undefined && state !== 'broken'
        ? `: broken on ${dayWords(exhaustedAt, zone)}`
        : ': broken'
      : ': kept';
  return {
    attained,
    ...(exhaustedAt !== undefined && { exhaustedAt: iso(exhaustedAt) }),
    text: `At this rate ${percent} by ${end}${outcome}`,
  };
}

function sentenceOf({ listed, standing, measured, problem }: Viewed): string {
  const { service, settings } = listed;
  const { target, name } = settings;
  const who = `${service.title ?? service.name}: ${name}`;
  const { attained, state } = standing;
  if (attained === undefined || state === 'no-data')
    return `${who} is not known${problem === undefined ? ': nothing was counted' : `: ${problem}`}.`;
  const of = `${percentWords(attained, digitsFor(target))} of ${target} %`;
  const budget = budgetWords(measured.counts, standing.budget).toLowerCase();
  if (state === 'broken') return `${who} is broken: ${of}. Budget ${budget}.`;
  if (state === 'at-risk') return `${who} is at risk: ${of}. Budget ${budget}.`;
  return `${who} is kept: ${of}. Budget ${budget}.`;
}

/** Day by day (UTC), and what was left of the budget as each ended. */
export function daysOf({
  listed,
  measured,
}: Pick<Viewed, 'listed' | 'measured'>): NonNullable<Objective['days']> {
  const byDay = Map.groupBy(measured.hours, ({ at }) => dayOf(at));
  let until = { good: 0, total: 0 };
  return [...byDay].map(([day, hours]) => {
    const counts = sumOf(hours.flatMap((hour) => hour.counts ?? []));
    until = sumOf([until, counts]);
    const { remaining } = budgetOf(until, listed.settings.target);
    return {
      day,
      good: Math.round(counts.good),
      total: Math.round(counts.total),
      ...(remaining !== undefined && { remaining }),
    };
  });
}
