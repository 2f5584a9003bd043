import type { RequestHandler } from 'express';
import type { HttpMeter } from '#engine/metrics';
import { HttpError } from './errors.ts';

/** Asking for these costs nothing: who watches whether we live must not be turned away, nor a page come in parts. */
const free = /^\/(-\/(healthy|ready)|health|ready|(assets|public)\/.*)$/;

/** `--web.get-concurrency`: more GETs at once are turned away, as upstream. Streams have a limit of their own. */
export function getLimit(
  most: number,
  isLasting: (path: string) => boolean,
  meter: HttpMeter,
): RequestHandler {
  let underWay = 0;
  return (request, response, next) => {
    const { method, path } = request;
    if (method !== 'GET' || isLasting(path) || free.test(path)) return next();
    if (most > 0 && underWay >= most) {
      meter.getRefused();
      throw new HttpError(503, 'Too many read already', {
        detail: `Limit of concurrent GET requests reached (${most}), try again later.`,
        retryAfterSeconds: 1,
      });
    }
    underWay += 1;
    meter.getsInFlight(1);
    response.once('close', () => {
      underWay -= 1;
      meter.getsInFlight(-1);
    });
    next();
  };
}
