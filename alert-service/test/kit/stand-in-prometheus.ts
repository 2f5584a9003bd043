import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StandInAnswer = readonly (readonly [labels: Record<string, string>, value: number])[] | string;

/** Answers instant queries as Prometheus does: with these samples, or with the text as what is wrong with the query. */
export interface StandInPrometheus extends AsyncDisposable {
  readonly url: string;
  /** To be replaced at will. */
  answer: (query: string) => StandInAnswer;
  readonly asked: string[];
  /** Names that it knows; asked for with a selector, it has none. */
  metrics: readonly string[];
}

export async function startStandInPrometheus(
  answer: StandInPrometheus['answer'],
): Promise<StandInPrometheus> {
  const server = createServer((request, response) => {
    void queryOf(request).then((query) => {
      response.setHeader('Content-Type', 'application/json');
      if (/^[/]api[/]v1[/](series|label[/])/.test(request.url ?? '')) {
        const data = request.url?.includes('match') ? [] : standIn.metrics;
        return response.end(JSON.stringify({ status: 'success', data }));
      }
      standIn.asked.push(query);
      const said = standIn.answer(query);
      if (typeof said === 'string') {
        response.statusCode = 422;
        return response.end(JSON.stringify({ status: 'error', errorType: 'execution', error: said }));
      }
      const result = said.map(([metric, value]) => ({ metric, value: [0, String(value)] }));
      return response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: StandInPrometheus = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer,
    asked: [],
    metrics: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}

async function queryOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const url = new URL(request.url ?? '/', 'http://stand-in');
  return url.searchParams.get('query') ?? new URLSearchParams(body).get('query') ?? '';
}
