import { isRecord } from '#prometheus/result';

/** All that the Prometheus of a test holds up to a time, in the words in which promtool prints it with `--debug`. */
export async function dump(url: string, from: number, to: number): Promise<string> {
  // The beginning of a range is not in it.
  const seconds = Math.ceil((to - from) / 1_000) + 1;
  const body = new URLSearchParams({
    query: `{__name__=~".+"}[${seconds}s]`,
    time: String(to / 1_000),
  });
  const answer: unknown = await (await fetch(`${url}/api/v1/query`, { method: 'POST', body })).json();
  if (!isRecord(answer) || !isRecord(answer.data) || !Array.isArray(answer.data.result))
    return `nothing: ${isRecord(answer) ? String(answer.error) : 'no answer'}`;
  return answer.data.result.map(seriesText).join('\n');
}

function seriesText(series: unknown): string {
  const { metric, values, histograms } = isRecord(series) ? series : {};
  const samples = [values, histograms].flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
  return `${metricText(metric)} =>\n${samples.map(sampleText).join('\n')}`;
}

function metricText(metric: unknown): string {
  const { __name__: name = '', ...labels } = isRecord(metric) ? metric : {};
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${String(name)}{${pairs.join(', ')}}`;
}

function sampleText(sample: unknown): string {
  const pair: unknown[] = Array.isArray(sample) ? sample : [];
  const [at, value] = pair;
  return `${typeof value === 'string' ? value : JSON.stringify(value)} @[${Math.round(Number(at) * 1_000)}]`;
}
