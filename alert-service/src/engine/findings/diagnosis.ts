import { isClassicLabelName, type Matcher } from '@tocsin/model';
import { compileMatcher } from '@tocsin/model/matchers';
import { nearest } from '#config/nearest';
import type { Catalog, PrometheusClient } from '#prometheus/client';
import type { WantedSeries } from '#prometheus/promql';

/** Why a selector matches nothing, and what to change. */
export interface Diagnosis {
  readonly message: string;
  readonly remedy: string;
}

export interface Asking {
  readonly client: Pick<PrometheusClient, 'query'> & Pick<Catalog, 'series' | 'labelValues'>;
  readonly now: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A source that could not be asked says nothing about a rule. */
export class NotAnswered extends Error {
  override name = 'NotAnswered';
}

const hourMs = 3_600_000;
const mostValues = 1_000;
const mostNames = 50_000;
/** Words that are compared letter by letter: so many take a few milliseconds. */
const mostCompared = 5_000;
const mostNamed = 5;

/** Whether any series matched lately. First what is there now, which costs least and is nearly always enough. */
export async function isThere(wanted: WantedSeries, asking: Asking): Promise<boolean> {
  const { client, now, ...limits } = asking;
  const answer = await client.query({ query: `count(${wanted.text}\n)`, at: now, ...limits });
  if (answer.error) throw new NotAnswered(answer.error.message);
  if (answer.result.type === 'vector' && answer.result.samples.length > 0) return true;
  const found = await client.series({ match: [wanted.text], limit: 1, ...windowOf(wanted, asking) });
  if (found.error) throw new NotAnswered(found.error.message);
  return found.found.length > 0;
}

/** Which part of the selector is to blame. */
export async function whyNothing(wanted: WantedSeries, asking: Asking): Promise<Diagnosis> {
  const { metric, matchers } = wanted;
  const series = (...more: Test[]): string => selector(metric, more);
  const within = windowOf(wanted, asking);
  const values = async (
    label: string,
    match: string | undefined,
    limit: number,
  ): Promise<readonly string[]> => {
    const asked = { limit, ...within, ...(match !== undefined && { match: [match] }) };
    const answer = await asking.client.labelValues(label, asked);
    if (answer.error) throw new NotAnswered(answer.error.message);
    return answer.found;
  };
  if (metric !== undefined && (await values('__name__', series(), 1)).length === 0)
    return noMetric(metric, await values('__name__', undefined, mostNames));
  for (const matcher of matchers.filter(needsLabel)) {
    const { name } = matcher;
    if ((await values(name, series(matcher), 1)).length > 0) continue;
    const known = await values(name, metric === undefined ? undefined : series(), mostValues);
    if (known.length > 0) return noValue(metric, matcher, known);
    return noLabel(metric, name, metric === undefined ? [] : await labelsOf(series(), asking));
  }
  const together = matchers.map(printed).join(', ');
  return {
    message: `no series${metric === undefined ? '' : ` of ${metric}`} has all of {${together}}`,
    remedy: 'each of them is there alone: look which of them stand together',
  };
}

const windowOf = ({ lookBackMs }: WantedSeries, { now, signal, timeoutMs }: Asking) => ({
  from: now - Math.max(hourMs, lookBackMs),
  to: now,
  signal,
  timeoutMs,
});

type Test = WantedSeries['matchers'][number];

/** Without the label it does not match. */
const needsLabel = (matcher: Test): boolean => !compileMatcher(asMatcher(matcher))('');
const asMatcher = ({ name, op, value }: Test): Matcher => ({ name, op, value });

const printed = ({ name, op, value }: Test): string =>
  `${isClassicLabelName(name) ? name : JSON.stringify(name)}${op}${JSON.stringify(value)}`;
const selector = (metric: string | undefined, more: readonly Test[]): string => {
  const named: Test[] = metric === undefined ? [] : [{ name: '__name__', op: '=', value: metric }];
  return `{${[...named, ...more].map(printed).join(',')}}`;
};

/** Labels of some of these series, if they are there now. */
async function labelsOf(match: string, { client, now, signal, timeoutMs }: Asking): Promise<string[]> {
  const answer = await client.query({ query: `topk(20, ${match})`, at: now, signal, timeoutMs });
  if (answer.error || answer.result.type !== 'vector') return [];
  const names = answer.result.samples.flatMap(({ labels }) => Object.keys(labels));
  return [...new Set(names)].filter((name) => name !== '__name__').sort();
}

function noMetric(metric: string, names: readonly string[]): Diagnosis {
  const near = nearest(metric, names.filter(isLike(metric)).slice(0, mostCompared));
  return {
    message: `there is no metric ${metric}`,
    remedy:
      near === undefined
        ? 'look how it is called, and whether what exposes it is scraped'
        : `did you mean ${near}?`,
  };
}

/** Only of these each letter is compared. */
const isLike = (word: string) => {
  const differ = Math.max(2, Math.floor(word.length / 3));
  return (other: string): boolean =>
    Math.abs(other.length - word.length) <= differ &&
    (other[0]?.toLowerCase() === word[0]?.toLowerCase() || other.at(-1) === word.at(-1));
};

function noLabel(metric: string | undefined, label: string, known: readonly string[]): Diagnosis {
  const near = nearest(label, known);
  const listed = known.slice(0, 2 * mostNamed).join(', ');
  return {
    message: `${metric ?? 'no series'} has ${metric === undefined ? 'a' : 'no'} label ${label}`,
    remedy:
      near !== undefined
        ? `did you mean ${near}?`
        : listed === ''
          ? 'look which labels there are'
          : `its labels are ${listed}`,
  };
}

function noValue(metric: string | undefined, matcher: Test, known: readonly string[]): Diagnosis {
  const near = matcher.op === '=' ? nearest(matcher.value, known.slice(0, mostCompared)) : undefined;
  const more = known.length > mostNamed ? `, and ${known.length - mostNamed} more` : '';
  return {
    message: `${metric === undefined ? 'no series has' : `no series of ${metric} has`} ${printed(matcher)}`,
    remedy:
      near === undefined
        ? `${matcher.name} is ${known.slice(0, mostNamed).map(quoted).join(', ')}${more}`
        : `did you mean ${matcher.name}=${quoted(near)}?`,
  };
}

const quoted = (text: string): string => JSON.stringify(text);
