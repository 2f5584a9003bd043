import type { Request, RequestHandler, Router } from 'express';
import { readBody } from '../body.ts';
import { exactRouter, only } from '../routing.ts';
import { BadData, fail } from './answer.ts';
import type { PrometheusContext, Question } from './context.ts';

/** What reads only; and the values of a label. */
const paths = [
  '/query',
  '/query_range',
  '/query_exemplars',
  '/series',
  '/labels',
  '/metadata',
  '/format_query',
  '/parse_query',
];

const longestBody = 1024 * 1024;

/**
 * Queries, for what uses us as a data source as a whole: Grafana asks one to see whether it works. The data source's
 * credentials would go with them, so they are answered only where the operator wants it.
 */
export function queries(relay: PrometheusContext['relay']): Router {
  const router = exactRouter();
  const mount = (path: string, target: (request: Request) => string): void => {
    const handler = relay ? relaying(relay, target) : notHere;
    router.route(path).get(handler).post(handler).all(only('GET, POST'));
  };
  for (const path of paths) mount(path, () => path);
  mount('/label/:name/values', valuesOf);
  return router;
}

const notHere: RequestHandler = (_, response) =>
  fail(response, 404, {
    errorType: 'not_found',
    error: 'queries are not answered here: ask Prometheus itself, or start with --web.forward-queries',
  });

const relaying =
  (relay: NonNullable<PrometheusContext['relay']>, target: (request: Request) => string): RequestHandler =>
  async (request, response) => {
    const path = `/api/v1${target(request)}`;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const parameters = await parametersOf(request);
    const answer = await relay({ path, parameters, signal: gone.signal });
    if (answer.failure !== undefined)
      return fail(response, 502, { errorType: 'unavailable', error: answer.failure });
    response.status(answer.status).setHeader('Content-Type', 'application/json').end(answer.body);
  };

/** Written anew: whatever the name holds (dots, backslashes, slashes), it stays one name of this path. */
function valuesOf({ params: { name } }: Request): string {
  if (typeof name !== 'string' || /^\.{1,2}$/.test(name))
    throw new BadData(`invalid label name: ${JSON.stringify(name)}`);
  return `/label/${encodeURIComponent(name)}/values`;
}

async function parametersOf(request: Request): Promise<Question['parameters']> {
  const { url } = request;
  const from = url.indexOf('?');
  const query = from < 0 ? '' : url.slice(from + 1);
  const isForm =
    request.method === 'POST' &&
    /^application\/x-www-form-urlencoded\b/i.test(request.get('content-type') ?? '');
  const form = isForm ? await readBody(request, longestBody) : '';
  return [...new URLSearchParams(form), ...new URLSearchParams(query)];
}
