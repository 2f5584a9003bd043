import { isClassicLabelName } from '@tocsin/model';
import type { Catalog, Found, Target } from '#prometheus/catalog';
import type { PrometheusClient } from '#prometheus/client';
import type { Sign } from './seen.ts';

/** A data source, as far as services are found in it. */
export interface CatalogueSource {
  readonly name: string;
  readonly client: Pick<PrometheusClient, 'query'> & Pick<Catalog, 'targets' | 'labelValues'>;
  readonly queryTimeoutMs: number;
}

export interface AskingSource {
  readonly source: CatalogueSource;
  /** Of `health.labels`. */
  readonly labels: readonly string[];
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Why there is none. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

const limitsOf = ({ source, signal }: AskingSource) => ({ timeoutMs: source.queryTimeoutMs, signal });
/** What has sent nothing for so long is not there any more. */
const lookBackMs = 600_000;
const mostValues = 10_000;

/**
 * What shows that services are there: the list of targets; where there is none (a ruler, a receiver of remote writes), the
 * series `up`; beside them `target_info`, which programs of OpenTelemetry send; where all of that is empty, values of labels.
 */
export async function signsOf(asking: AskingSource): Promise<readonly Sign[]> {
  const targets = await targetsOf(asking);
  const scraped = targets.length > 0 ? targets : await upOf(asking);
  const signs = [...scraped, ...(await sentOf(asking, scraped))];
  return signs.length > 0 ? signs : valuesOf(asking);
}

const foundOf = <Value>(answer: Found<Value>): Value => {
  if (answer.error) throw new NoAnswer(answer.error.message);
  return answer.found;
};

const targetsOf = async (asking: AskingSource): Promise<readonly Target[]> =>
  foundOf(await asking.source.client.targets(limitsOf(asking))) ?? [];

async function upOf(asking: AskingSource): Promise<readonly Sign[]> {
  const samples = await vectorOf('up', asking);
  return samples.map(({ labels, value }) => {
    const { __name__: _, ...rest } = labels;
    return { labels: rest, health: value === 1 ? 'up' : 'down' };
  });
}

async function vectorOf(query: string, asking: AskingSource) {
  const answer = await asking.source.client.query({ query, at: asking.now, ...limitsOf(asking) });
  if (answer.error) throw new NoAnswer(answer.error.message);
  return answer.result.type === 'vector' ? answer.result.samples : [];
}

/** Programs that are not scraped: what is, is known by its target, whatever it says of itself. */
async function sentOf(asking: AskingSource, scraped: readonly Sign[]): Promise<readonly Sign[]> {
  const place = ({ labels }: Pick<Sign, 'labels'>): string =>
    `${labels['job'] ?? ''}\n${labels['instance'] ?? ''}`;
  const known = new Set(scraped.map(place));
  const by = [...new Set([...asking.labels, 'job', 'instance'])].filter(isClassicLabelName);
  const all = await vectorOf(`group by (${by.join(', ')}) (target_info)`, asking);
  const sent = all.filter((one) => !known.has(place(one)));
  const only = new Set<string>();
  for (const label of asking.labels.filter((one) => sent.some(({ labels }) => labels[one] !== undefined)))
    if (label !== 'job' && !(await isElsewhere(label, asking))) only.add(label);
  return sent.map(({ labels }) => ({
    labels: Object.fromEntries(Object.entries(labels).filter(([name]) => !only.has(name))),
    health: 'unknown',
  }));
}

/** A label that `target_info` alone has selects no number of the service. */
async function isElsewhere(label: string, asking: AskingSource): Promise<boolean> {
  const match = [`{${label}!="",__name__!="target_info"}`];
  return (await valuesMatching(label, { match, limit: 1 }, asking)).length > 0;
}

const valuesMatching = async (
  label: string,
  asked: { readonly match?: readonly string[]; readonly limit: number },
  asking: AskingSource,
): Promise<readonly string[]> =>
  foundOf(
    await asking.source.client.labelValues(label, {
      ...asked,
      ...limitsOf(asking),
      from: asking.now - lookBackMs,
      to: asking.now,
    }),
  );

async function valuesOf(asking: AskingSource): Promise<readonly Sign[]> {
  for (const label of asking.labels) {
    const values = await valuesMatching(label, { limit: mostValues }, asking);
    if (values.length > 0) return values.map((value) => ({ labels: { [label]: value }, health: 'unknown' }));
  }
  return [];
}

/** Which of these selectors some series has. */
export async function seriesHave(
  selectors: readonly string[],
  asking: AskingSource,
): Promise<ReadonlySet<string>> {
  const have = new Set<string>();
  for (const selector of selectors) {
    const names = await valuesMatching('__name__', { match: [`{${selector}}`], limit: 1 }, asking);
    if (names.length > 0) have.add(selector);
  }
  return have;
}
