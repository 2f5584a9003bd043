import type { Expand } from '#engine/evaluation/parts';
import type { PrometheusClient } from '#prometheus/client';
import { failedExpansion, type QuerySample, renderPrometheus, TemplateError } from '#template/index';

/** Renders a rule's labels and annotations; what a template asks with `query`, it asks at the evaluation's time. */
export function createExpandRule(client: PrometheusClient): Expand {
  return async (text, data) => {
    if (!text.includes('{{')) return text;
    try {
      return await renderPrometheus(text, {
        labels: data.labels,
        externalLabels: data.externalLabels,
        externalUrl: data.externalURL,
        value: data.value,
        now: data.at,
        alertName: data.alertname,
        query: (expression) => ask(client, expression, data.at),
      });
    } catch (error) {
      if (error instanceof TemplateError) return failedExpansion(error, data.alertname);
      throw error;
    }
  };
}

async function ask(client: PrometheusClient, query: string, at: number): Promise<readonly QuerySample[]> {
  const answer = await client.query({ query, at });
  if (answer.error) throw new Error(answer.error.message);
  switch (answer.result.type) {
    case 'vector':
      return answer.result.samples.map(({ labels, value }) => ({ labels, value }));
    case 'scalar':
      return [{ labels: {}, value: answer.result.sample.value }];
    case 'string':
      return [{ labels: {}, value: answer.result.text }];
    case 'matrix':
      throw new Error('a template cannot use a range: its query must give an instant vector');
  }
}
