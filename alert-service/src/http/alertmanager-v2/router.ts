import { compareBytes, type Labels } from '@tocsin/model';
import type { Request, RequestHandler, Router } from 'express';
import { versionInfo } from '#engine/metrics/build';
import { HttpError } from '../errors.ts';
import { exactRouter } from '../routing.ts';
import { getAlerts, getGroups } from './alerts.ts';
import { answerJson } from './answer.ts';
import type { AlertmanagerContext } from './context.ts';
import { receiverMatchers } from './filters.ts';
import { iso } from './gettable-alert.ts';
import { postAlerts } from './post-alerts.ts';
import { deleteSilence, getSilence, getSilences, postSilence } from './silences.ts';

/** Alertmanager's API v2, open as upstream's. */
export function alertmanagerV2(context: AlertmanagerContext): Router {
  const router = exactRouter();
  router.get('/alerts', (request, response) => getAlerts(context, request, response));
  router.post('/alerts', (request, response) => postAlerts(context, request, response));
  router.get('/alerts/groups', (request, response) => getGroups(context, request, response));
  router.get('/status', (_, response) => answerJson(response, statusOf(context)));
  router.get('/receivers', (request, response) => answerJson(response, receiversOf(context, request)));
  router.get('/silences', (request, response) => getSilences(context, request, response));
  router.post('/silences', (request, response) => postSilence(context, request, response));
  router.get('/silence/:id', (request, response) => getSilence(context, request, response));
  router.delete('/silence/:id', (request, response) => deleteSilence(context, request, response));
  router.all(['/alerts', '/silences'], onlyMethods('GET', 'HEAD', 'POST'));
  router.all('/silence/:id', onlyMethods('DELETE', 'GET', 'HEAD'));
  router.all(['/alerts/groups', '/status', '/receivers'], onlyMethods('GET', 'HEAD'));
  router.use((request) => {
    const path = request.originalUrl.split('?')[0] ?? '';
    throw new HttpError(404, `path ${path} was not found`, { code: 404 });
  });
  return router;
}

/** In upstream's words; HEAD, which it refuses, answers here. */
const onlyMethods =
  (...methods: string[]): RequestHandler =>
  (request, response) => {
    response.setHeader('Allow', methods.join(', '));
    throw new HttpError(405, `method ${request.method} is not allowed, but [${methods.join(',')}] are`);
  };

function receiversOf(context: AlertmanagerContext, request: Request): object[] {
  const wanted = receiverMatchers(request, context);
  const { receivers, receiverLabels } = context.engine.policy();
  return [...receivers.keys()]
    .filter((name) => wanted.every((test) => test(name)))
    .map((name) => ({ labels: inOrder(receiverLabels.get(name) ?? { name }), name }));
}

const inOrder = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compareBytes(a, b)));

function statusOf(context: AlertmanagerContext): object {
  const { address, version } = context;
  return {
    cluster: context.clustering
      ? { name: 'tocsin', peers: [{ address, name: 'tocsin' }], status: 'ready' }
      : { peers: [], status: 'disabled' },
    config: { original: context.configOriginal },
    uptime: iso(context.startedAt),
    versionInfo: versionInfo(version),
  };
}
