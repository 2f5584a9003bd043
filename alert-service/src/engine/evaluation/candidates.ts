import { fingerprint, type Labels, withoutEmpty } from '@tocsin/model';
import type { Candidate } from '#core/rule/evaluate';
import { looksBack } from '#core/rule/options';
import type { AlertingRule } from '#core/rule/rule';
import type { RuleAlert } from '#core/rule/state';
import { failedExpansion, histogramText, TemplateError } from '#template/index';
import type { QueryResult, VectorSample } from '#prometheus/result';
import type { EvaluatedSource, EvaluatorParts, ExpandData } from './parts.ts';
import { toldAs } from './told-as.ts';

export type Expanding = Pick<EvaluatedSource, 'expand' | 'externalLabels'> &
  Pick<EvaluatorParts, 'externalURL' | 'log' | 'handOver'>;

/** An instant query's samples; a number counts as one without labels, as in Prometheus's ruler. */
export function samplesOf(result: QueryResult): readonly VectorSample[] | undefined {
  if (result.type === 'vector') return result.samples;
  return result.type === 'scalar' ? [{ labels: {}, ...result.sample }] : undefined;
}

interface Asked {
  readonly at: number;
  /** Of the rule, by fingerprint. */
  readonly active?: Readonly<Record<string, Pick<RuleAlert, 'told'>>>;
  /** Aborted: what is left is left out. Each template may ask, and wait for a source that does not answer. */
  readonly signal?: AbortSignal;
}

/** One alert for each sample: the rule's labels over the result's, its texts expanded. */
export async function candidatesFrom(
  rule: AlertingRule,
  samples: readonly VectorSample[],
  { at, active, signal, ...parts }: Expanding & Asked,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const sample of samples) {
    if (signal?.aborted) break;
    const data: ExpandData = {
      labels: sample.labels,
      value: told(sample),
      externalLabels: parts.externalLabels,
      externalURL: parts.externalURL,
      at,
      alertname: rule.name,
    };
    const added = await expandAll(rule.labels, data, parts);
    const annotations = await expandAll(rule.annotations, data, parts);
    const result = withoutName(sample.labels);
    const labels = withoutEmpty({ ...result, ...added, alertname: rule.name });
    const id = fingerprint(labels);
    const before = active?.[id];
    candidates.push({
      fingerprint: id,
      labels,
      // One that is active keeps what it was told as. One that was dropped may be let through by now.
      ...((!before || before.told === null) && toldAs(labels, rule.id, parts)),
      annotations,
      value: sample.text,
      ...(looksBack(rule.options) && { result }),
    });
  }
  return candidates;
}

/** What a template sees of a sample: its number, or the text of a native histogram, as since Prometheus 2.51. */
export const told = ({ value, printed }: VectorSample): number | string =>
  printed ? histogramText(printed) : value;

function withoutName(labels: Labels): Labels {
  if (!Object.hasOwn(labels, '__name__')) return labels;
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== '__name__'));
}

async function expandAll(texts: Labels, data: ExpandData, parts: Expanding): Promise<Labels> {
  const expanded: [string, string][] = [];
  for (const [name, text] of Object.entries(texts)) expanded.push([name, await expandOne(text, data, parts)]);
  return Object.fromEntries(expanded);
}

/** A template that fails must not keep an alert from firing: its text says what is wrong. */
async function expandOne(text: string, data: ExpandData, { expand, log }: Expanding): Promise<string> {
  if (!text.includes('{{')) return text;
  try {
    return await expand(text, data);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('a template of a rule failed', { rule: data.alertname, err: reason });
    return error instanceof TemplateError
      ? failedExpansion(error, data.alertname)
      : `<error expanding template: ${reason}>`;
  }
}
