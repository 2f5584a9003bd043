import type { Response as Answer, Routes } from '@tocsin/api';
import {
  type Alert,
  compareBytes,
  type Labels,
  type Matcher,
  printMatcher,
  severities,
  severityOf,
} from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';
import type { Episode } from '#engine/alert-history';
import { severityCounts } from './severity-counts.ts';

type Narrower = NonNullable<Answer<Routes['previewSilence']>['narrower']>;

interface Asked {
  readonly matchers: readonly Matcher[];
  /** What it hides now, the worst first. */
  readonly hidden: readonly Alert[];
  readonly episodes: readonly Episode[];
}

const valuesAtMost = 5;

/** One matcher more, so that all but the worst of what it hides now stays hidden; where one label tells them apart. */
export function narrowerOf({ matchers, hidden, episodes }: Asked): Narrower | undefined {
  const [worst] = hidden.map(rankOf);
  const rest = hidden.filter((alert) => rankOf(alert) !== worst);
  if (worst === undefined || rest.length === 0) return undefined;
  const spared = hidden.filter((alert) => rankOf(alert) === worst);
  const add = telling(matchers, rest, spared);
  if (!add) return undefined;
  const matches = compileMatchers([...matchers, add]);
  const counted = (found: readonly { labels: Labels }[]) =>
    severityCounts(found.filter(({ labels }) => matches(labels)).map(({ labels }) => severityOf(labels)));
  return { add, text: printMatcher(add), now: counted(hidden), history: counted(episodes) };
}

const rankOf = ({ labels }: Alert): number => severities.indexOf(severityOf(labels));

/** The label with the fewest values, by which all of `rest` are found and none of `spared`. */
function telling(
  matchers: readonly Matcher[],
  rest: readonly Alert[],
  spared: readonly Alert[],
): Matcher | undefined {
  const taken = new Set(matchers.filter(({ op }) => op === '=').map(({ name }) => name));
  const found = Object.keys(rest[0]?.labels ?? {})
    .filter((name) => !taken.has(name))
    .map((name) => ({ name, values: valuesOf(rest, name) }))
    .filter(
      ({ name, values }) =>
        values.length <= valuesAtMost &&
        !values.includes('') &&
        spared.every(({ labels }) => !values.includes(labels[name] ?? '')),
    )
    .sort(
      (a, b) =>
        a.values.length - b.values.length || dull(a.name) - dull(b.name) || compareBytes(a.name, b.name),
    );
  const [best] = found;
  return best && matcherFor(best.name, best.values);
}

/** A severity tells the worst apart always, and says least of what it is about. */
const dull = (name: string): number => (name === 'severity' || name === 'priority' ? 1 : 0);

const valuesOf = (alerts: readonly Alert[], name: string): string[] =>
  [...new Set(alerts.map(({ labels }) => labels[name] ?? ''))].sort(compareBytes);

const matcherFor = (name: string, values: readonly string[]): Matcher =>
  values.length === 1
    ? { name, op: '=', value: values[0] ?? '' }
    : {
        name,
        op: '=~',
        value: values.map((value) => value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|'),
      };
