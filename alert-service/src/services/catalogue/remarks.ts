import { nearest } from '#config/nearest';
import type { HealthSettings, ServiceSettings } from '#config/services/settings';
import { matcherText } from './selectors.ts';

/** What may have been meant by a name that nothing knows. */
export type Hint = (name: string) => string;

/** Each word is compared letter by letter with those that are like it: for thousands of mistakes nobody waits. */
const mostHints = 20;
const mostCompared = 1_000;

export function createHint(names: readonly string[]): Hint {
  let left = mostHints;
  return (name) => {
    left -= 1;
    if (left < 0) return '';
    const near = nearest(name, names.filter(isLike(name)).slice(0, mostCompared));
    return near === undefined ? '' : `; did you mean ${near}?`;
  };
}

const isLike = (word: string) => {
  const differ = Math.max(2, Math.floor(word.length / 3));
  return (other: string): boolean =>
    other !== word &&
    Math.abs(other.length - word.length) <= differ &&
    (other[0]?.toLowerCase() === word[0]?.toLowerCase() || other.at(-1) === word.at(-1));
};

const asksSelector = (query: string | undefined): boolean => query?.includes('$selector') === true;

/** Whether anything that is said of it needs its series to be found. */
const needsSeries = ({ indicators, conventions, objectives, probes }: ServiceSettings): boolean =>
  (indicators.length === 0 && probes.length === 0) ||
  conventions.some(({ off }) => !off) ||
  indicators.some(({ query }) => asksSelector(query)) ||
  objectives.some(({ good, total }) =>
    good === undefined ? true : asksSelector(good) || asksSelector(total),
  );

/** A description of what does not exist. */
export function nothingMeasures(settings: ServiceSettings, { labels }: HealthSettings, hint: Hint): string[] {
  const { name, selector, source } = settings;
  const isOutside = settings.kind === 'external' && settings.indicators.length === 0;
  if (isOutside || !needsSeries(settings)) return [];
  const where = source === undefined ? '' : ` in the data source ${source}`;
  if (selector !== undefined)
    return [`nothing measures it: no target and no series has {${selector}}${where}; mend its selector`];
  const asked = labels.map((label) => matcherText(label, name)).join(' or ');
  return [
    `nothing measures it: no target has ${asked}${where}${hint(name) || '; add a selector or probes to it'}`,
  ];
}

export const dependencyRemarks = (
  { dependsOn }: ServiceSettings,
  known: ReadonlySet<string>,
  hint: Hint,
): string[] =>
  dependsOn
    .filter((name) => !known.has(name))
    .map((name) => `it depends on ${name}, which nothing describes and nothing measures${hint(name)}`);

export const twoSources = (source: string, others: readonly string[]): string =>
  `${others.join(' and ')} ${others.length === 1 ? 'shows' : 'show'} a service of this name too, and ${source} counts: to have another, describe it with \`source\``;

export const missingRemark = 'no target of it is there any more: it leaves this list an hour after they went';
