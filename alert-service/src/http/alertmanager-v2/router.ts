import type { Router } from 'express';
import { HttpError } from '../errors.ts';
import { exactRouter, only } from '../routing.ts';
import { getAlerts, getGroups, postAlerts } from './alerts.ts';
import type { AlertmanagerContext } from './context.ts';
import { receiverFilter } from './filters.ts';
import { iso } from './gettable-alert.ts';

/** Alertmanager's API v2, open as upstream's. What is not there yet says so by name. */
export function alertmanagerV2(context: AlertmanagerContext): Router {
  const router = exactRouter();
  router.get('/alerts', (request, response) => getAlerts(context, request, response));
  router.post('/alerts', (request, response) => postAlerts(context, request, response));
  router.get('/alerts/groups', (request, response) => getGroups(context, request, response));
  router.get('/status', (_, response) => void response.json(statusOf(context)));
  router.get('/receivers', (request, response) => {
    receiverFilter(request);
    response.json([...context.policy.receivers.keys()].map((name) => ({ name })));
  });
  router.get('/silences', (_, response) => void response.json([]));
  router.post('/silences', () => {
    throw new HttpError(501, 'silences are not supported yet: nothing was silenced');
  });
  router.all('/silence/:id', () => {
    throw new HttpError(404, 'silences are not supported yet: there is none of this id');
  });
  router.all(['/alerts', '/silences'], only('GET, HEAD, POST'));
  router.all(['/alerts/groups', '/status', '/receivers'], only('GET, HEAD'));
  router.use((request) => {
    throw new HttpError(
      404,
      `there is no ${request.method} ${request.originalUrl.split('?')[0]} in Alertmanager's API v2`,
    );
  });
  return router;
}

function statusOf(context: AlertmanagerContext): object {
  const { address } = context;
  return {
    cluster: context.clustering
      ? { name: 'tocsin', status: 'ready', peers: [{ name: 'tocsin', address }] }
      : { status: 'disabled', peers: [] },
    config: { original: context.configOriginal },
    uptime: iso(context.startedAt),
    versionInfo: {
      branch: 'HEAD',
      buildDate: '',
      buildUser: '',
      goVersion: process.version,
      revision: context.revision,
      version: context.version,
    },
  };
}
