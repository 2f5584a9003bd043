import { z } from 'zod';
import { fields, flag, given, Length, length, real, required, whole } from '../fields.ts';
import { checkQuery } from './queries.ts';
import type { ObjectiveSettings } from './settings.ts';
import { type At, limit, nameOf } from './written.ts';

const periods = ['month', 'quarter', 'year'] as const;
const day = 86_400_000;

const window = z.union([z.enum(periods), length], {
  error: 'window is a length such as 30d, or a period: month, quarter, year',
});

export const ObjectiveFields = fields({
  name: nameOf('an objective').refine((name) => !name.includes('/'), 'the name of an objective has no slash'),
  kind: given(z.enum(['availability', 'latency'], 'kind is availability or latency')),
  type: given(z.enum(['slo', 'sla'], 'type is slo (an aim of your own) or sla (a promise to somebody)')),
  target: z.preprocess(
    (written) => written ?? undefined,
    real.refine((target) => target >= 1 && target < 100, {
      message: 'target is per cent, 1 at least and below 100: write 99.9, not 0.999 or 100',
    }),
  ),
  threshold: given(limit),
  window: given(window),
  good: given(required('good')),
  total: given(required('total')),
  minimum_events: given(whole),
  alert: given(flag),
  severities: given(fields({ fast: given(required('fast')), slow: given(required('slow')) })),
}).refine(({ good, total }) => (good === undefined) === (total === undefined), {
  message: 'good and total belong together: give both, or neither for those by convention',
});
type Written = z.output<typeof ObjectiveFields>;

/** So few events tell nothing: one failed request of three is no reason to wake anybody. */
const usualMinimumEvents = 20;

export function objectivesOf(listed: readonly Written[], at: At): readonly ObjectiveSettings[] {
  const names = new Set<string>();
  return listed.map((written, index) => {
    const here = { ...at, path: [...at.path, index] };
    if (names.has(written.name))
      at.reading.problem(
        [...here.path, 'name'],
        `the objective "${written.name}" is given twice: rename one`,
      );
    names.add(written.name);
    return objectiveOf(written, here);
  });
}

function objectiveOf(written: Written, at: At): ObjectiveSettings {
  const { name, target, threshold, good, total } = written;
  const kind = written.kind ?? (threshold !== undefined || name === 'latency' ? 'latency' : 'availability');
  checkThreshold(kind, written, at);
  for (const [field, query] of Object.entries({ good, total }))
    if (query !== undefined) checkEvents(query, { ...at, path: [...at.path, field] });
  return {
    name,
    kind,
    type: written.type ?? 'slo',
    target,
    ...(threshold !== undefined && { threshold }),
    window: windowOf(written, at),
    ...(good !== undefined && { good }),
    ...(total !== undefined && { total }),
    minimumEvents: written.minimum_events ?? usualMinimumEvents,
    alert: written.alert ?? true,
    severities: {
      fast: written.severities?.fast ?? 'critical',
      slow: written.severities?.slow ?? 'warning',
    },
  };
}

function checkThreshold(
  kind: 'availability' | 'latency',
  { threshold, good }: Written,
  { path, reading }: At,
): void {
  if (kind === 'latency' && threshold === undefined && good === undefined)
    reading.problem(path, 'an objective of latency says how fast is good: add `threshold: 300ms`');
  if (kind === 'availability' && threshold !== undefined)
    reading.problem([...path, 'threshold'], 'an objective of availability has no threshold: take it out');
  if (threshold !== undefined && threshold <= 0)
    reading.problem([...path, 'threshold'], 'threshold is a time above zero, such as 300ms');
}

/** A counter, or what counts in `$window`. */
function checkEvents(query: string, { path, reading }: At): void {
  checkQuery(query, { path, reading, allowed: ['$selector', '$window'] });
  const isCounter = /^[a-zA-Z_:][\w:.]*\s*(?:\{.*\})?$/s.test(query.trim());
  if (!query.includes('$window') && !isCounter)
    reading.problem(
      path,
      'this counts no stretch of time: name a counter, or count with increase(…[$window])',
    );
}

function windowOf({ window: written, type }: Written, { path, reading }: At): ObjectiveSettings['window'] {
  if (written === undefined) return type === 'sla' ? { calendar: 'month' } : { rollingMs: 30 * day };
  if (!(written instanceof Length)) return { calendar: written };
  if (written.ms < day || written.ms > 400 * day)
    reading.problem([...path, 'window'], 'a window is 1d at least and 400d at most');
  return { rollingMs: written.ms };
}
