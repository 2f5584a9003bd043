import type { RequestHandler } from 'express';
import type { HttpMeter } from '#engine/metrics';
import { HttpError } from './errors.ts';

/** `--web.get-concurrency`: more GETs at once are turned away, as upstream. The stream has a limit of its own. */
export function getLimit(most: number, streamPath: string, meter: HttpMeter): RequestHandler {
  let underWay = 0;
  return (request, response, next) => {
    if (request.method !== 'GET' || request.path === streamPath) return next();
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
