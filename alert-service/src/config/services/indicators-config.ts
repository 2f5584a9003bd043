import type { z } from 'zod';
import { fields, flag, given, required, text } from '../fields.ts';
import { suggestion } from '../nearest.ts';
import { checkQuery } from './queries.ts';
import type { ConventionSettings, IndicatorSettings } from './settings.ts';
import { conventionNames } from './settings.ts';
import { type At, limit, nameOf, weight } from './written.ts';

export const IndicatorFields = fields({
  name: nameOf('an indicator'),
  title: given(text),
  query: given(required('query')),
  unit: given(text),
  degraded: given(limit),
  failing: given(limit),
  below: given(flag),
  weight: given(weight),
  off: given(flag),
});
type Written = z.output<typeof IndicatorFields>;

export interface Indicators {
  readonly indicators: readonly IndicatorSettings[];
  readonly conventions: readonly ConventionSettings[];
}

export function indicatorsOf(listed: readonly Written[], at: At): Indicators {
  const names = new Set<string>();
  const read = listed.map((written, index) => {
    const here = { ...at, path: [...at.path, index] };
    if (names.has(written.name))
      at.reading.problem(
        [...here.path, 'name'],
        `the indicator "${written.name}" is given twice: join the two`,
      );
    names.add(written.name);
    checkLimits(written, here);
    return written.query === undefined
      ? conventionOf(written, here)
      : indicatorOf(written, written.query, here);
  });
  return {
    indicators: read.flatMap(({ indicators }) => indicators),
    conventions: read.flatMap(({ conventions }) => conventions),
  };
}

const isConvention = (name: string): boolean => conventionNames.some((known) => known === name);

/** One of those that are there anyway, with other limits, or not there. */
function conventionOf(written: Written, { path, reading }: At): Indicators {
  const { name, title, unit, off = false, degraded, failing } = written;
  if (!isConvention(name))
    reading.problem(
      [...path, 'name'],
      `the indicator "${name}" has no query: add one; without a query it is one of ${conventionNames.join(', ')}${near(name)}`,
    );
  else if (title !== undefined || unit !== undefined || written.below !== undefined)
    reading.problem(
      path,
      `"${name}" has its title, unit and direction by convention: add a query to make one of your own`,
    );
  else if (name === 'up' && (degraded !== undefined || failing !== undefined))
    reading.problem(path, 'up has no limits: give it a weight, or `off: true`');
  else if (!off && degraded === undefined && failing === undefined && written.weight === undefined)
    reading.problem(
      path,
      `this changes nothing of "${name}": add degraded, failing, weight, or \`off: true\``,
    );
  return { indicators: [], conventions: [{ name, off, ...limitsOf(written), ...weightOf(written) }] };
}

const near = (name: string): string => {
  const found = suggestion(name, conventionNames);
  return found.startsWith('; did') ? found : '';
};

/** One of the service's own; with a convention's name it stands in its place. */
function indicatorOf(written: Written, query: string, { path, reading }: At): Indicators {
  const { name, title, unit, below = false } = written;
  checkQuery(query, { path: [...path, 'query'], reading });
  if (written.off === true)
    reading.problem([...path, 'off'], 'an indicator of your own is off when it is not here: take it out');
  else if (written.degraded === undefined && written.failing === undefined && written.weight !== 0)
    reading.problem(
      path,
      `"${name}" has no limit: add degraded, failing or both; or \`weight: 0\` to show it only`,
    );
  const one: IndicatorSettings = {
    name,
    ...(title !== undefined && { title }),
    query,
    ...(unit !== undefined && { unit }),
    ...limitsOf(written),
    below,
    weight: written.weight ?? 1,
  };
  return { indicators: [one], conventions: isConvention(name) ? [{ name, off: true }] : [] };
}

function checkLimits({ degraded, failing, below = false }: Written, { path, reading }: At): void {
  if (degraded === undefined || failing === undefined || degraded === failing) return;
  if (degraded > failing && !below)
    reading.problem(
      [...path, 'failing'],
      'failing comes before degraded here: exchange the two, or add `below: true` where less is worse',
    );
  if (degraded < failing && below)
    reading.problem(
      [...path, 'failing'],
      'less is worse here, so failing is the smaller of the two: exchange them',
    );
}

const limitsOf = ({ degraded, failing }: Written) => ({
  ...(degraded !== undefined && { degraded }),
  ...(failing !== undefined && { failing }),
});
const weightOf = (written: Written) => (written.weight === undefined ? {} : { weight: written.weight });
