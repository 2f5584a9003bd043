import type { PrometheusClient } from '#prometheus/client';
import { PrometheusTemplate, type QuerySample } from '#template/index';
import { samplesOf, told } from './candidates.ts';
import type { Expand, ExpandData } from './parts.ts';

/** More texts than any set of rules has; a text edited away is not kept for ever. */
const mostKept = 20_000;

/** Prometheus's templates, each parsed once; their `query` asks the rules' own source. `isOver`: nobody waits any longer. */
export function createExpand(
  client: Pick<PrometheusClient, 'query'>,
  timeoutMs: number,
  isOver?: () => boolean,
): Expand {
  const limits = isOver ? { isOver } : {};
  const parsed = new Map<string, PrometheusTemplate>();
  const templateOf = (text: string, alertname: string): PrometheusTemplate => {
    const key = `${alertname}\n${text}`;
    const template = parsed.get(key) ?? new PrometheusTemplate(text, alertname, limits);
    if (parsed.size >= mostKept) parsed.clear();
    parsed.set(key, template);
    return template;
  };
  let failing: { readonly at: number; readonly byRule: Map<string, string> } = { at: NaN, byRule: new Map() };
  /**
   * A rule whose source has not answered one template is not told to ask again for its other alerts at the same slot:
   * thousands of them, one after the other, would each wait for their time-out.
   */
  const ask = async (query: string, { at, alertname }: ExpandData): Promise<QuerySample[]> => {
    const known = failing.at === at ? failing.byRule.get(alertname) : undefined;
    if (known !== undefined) throw new Error(known);
    const answer = await client.query({ query, at, timeoutMs });
    if (answer.error && answer.error.kind !== 'query') {
      if (failing.at !== at) failing = { at, byRule: new Map() };
      failing.byRule.set(alertname, answer.error.message);
    }
    if (answer.error) throw new Error(answer.error.message);
    return (samplesOf(answer.result) ?? []).map((sample) => ({ labels: sample.labels, value: told(sample) }));
  };
  return (text, data) =>
    templateOf(text, data.alertname).renderAsync({
      labels: data.labels,
      externalLabels: data.externalLabels,
      externalUrl: data.externalURL,
      value: data.value,
      now: data.at,
      alertName: data.alertname,
      query: (expression) => ask(expression, data),
    });
}
