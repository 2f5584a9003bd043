import type { Router } from 'express';
import { exactRouter, only } from '../routing.ts';
import { badDataHandler, succeed } from './answer.ts';
import type { PrometheusContext } from './context.ts';
import { buildInfo } from './build-info.ts';
import { queries } from './queries.ts';
import { rulesAsked } from './parameters.ts';
import { alertsAnswer, rulesAnswer } from './rules.ts';

/** What Prometheus 3 answers of rules and their alerts, so that whatever shows its rules shows ours. */
export function prometheusV1(context: PrometheusContext): Router {
  const { groups, readSelector, version } = context;
  const router = exactRouter();
  router.get('/rules', (request, response) => {
    succeed(response, rulesAnswer(groups(), rulesAsked(request.url, readSelector)));
  });
  router.get('/alerts', (_, response) => succeed(response, alertsAnswer(groups())));
  router.all('/rules', only('GET, HEAD'));
  router.get('/status/buildinfo', (_, response) => succeed(response, buildInfo(version)));
  router.use(queries(context.relay));
  router.use(badDataHandler);
  return router;
}
