import type { RequestHandler } from 'express';
import type { Clock } from '#lib/clock';
import { HttpError } from './errors.ts';

/** `--web.timeout`: what has no answer by then gets a 503, as upstream. Streams are meant to last. */
export function timeLimit(
  limitMs: number,
  clock: Clock,
  isLasting: (path: string) => boolean,
): RequestHandler {
  return (request, response, next) => {
    if (limitMs <= 0 || isLasting(request.path)) return next();
    const cancel = clock.at(clock.now() + limitMs, () => {
      if (response.headersSent) return;
      response.setHeader('Connection', 'close');
      next(
        new HttpError(503, 'The answer took too long', {
          detail: `Exceeded configured timeout of ${limitMs / 1000}s (--web.timeout).`,
        }),
      );
    });
    response.once('close', cancel);
    next();
  };
}
