import type { Request, RequestHandler, Router } from 'express';
import { readBody } from '../body.ts';
import { exactRouter, only } from '../routing.ts';
import { fail } from './answer.ts';
import type { PrometheusContext, Question } from './context.ts';

/** What reads only. */
const paths = [
  '/query',
  '/query_range',
  '/query_exemplars',
  '/series',
  '/labels',
  '/label/:name/values',
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
  const handler = relay ? relaying(relay) : notHere;
  router.route(paths).get(handler).post(handler).all(only('GET, POST'));
  return router;
}

const notHere: RequestHandler = (_, response) =>
  fail(response, 404, {
    errorType: 'not_found',
    error: 'queries are not answered here: ask Prometheus itself, or start with --web.forward-queries',
  });

const relaying =
  (relay: NonNullable<PrometheusContext['relay']>): RequestHandler =>
  async (request, response) => {
    const answer = await relay(await questionOf(request));
    if (answer.failure !== undefined)
      return fail(response, 502, { errorType: 'unavailable', error: answer.failure });
    response.status(answer.status).setHeader('Content-Type', 'application/json').end(answer.body);
  };

async function questionOf(request: Request): Promise<Question> {
  const [, query = ''] = request.url.split('?', 2);
  const isForm =
    request.method === 'POST' &&
    /^application\/x-www-form-urlencoded\b/i.test(request.get('content-type') ?? '');
  const form = isForm ? await readBody(request, longestBody) : '';
  const parameters = [...new URLSearchParams(form), ...new URLSearchParams(query)];
  return { path: `/api/v1${request.path}`, parameters };
}
