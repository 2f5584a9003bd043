import type { PrometheusClient } from '#prometheus/client';
import { PrometheusTemplate, type QuerySample } from '#template/index';
import { samplesOf, told } from './candidates.ts';
import type { Expand } from './parts.ts';

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
  const ask = async (query: string, at: number): Promise<QuerySample[]> => {
    const answer = await client.query({ query, at, timeoutMs });
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
      query: (expression) => ask(expression, data.at),
    });
}
