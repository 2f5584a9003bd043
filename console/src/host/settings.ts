import type { BackendSrvRequest } from '@grafana/runtime';
import { appMeta } from './plugin-meta.ts';

const settingsPath = /^\/?api\/plugins\/[^/]+\/settings/;

/**
 * Grafana keeps an app's settings; here there are none to keep, since the service that would be named is the one that
 * serves the page. Reading gives the app's own data, writing is refused with the reason.
 */
export function settingsOf({ url, method = 'GET' }: BackendSrvRequest): Response | undefined {
  if (!settingsPath.test(url)) return undefined;
  if (method === 'GET') return Response.json(appMeta());
  const detail =
    'The console is served by the alert service itself: there is no address or token to set here.';
  return Response.json(
    { type: 'about:blank', title: 'Nothing to set', status: 403, detail },
    { status: 403 },
  );
}
