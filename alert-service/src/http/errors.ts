import type { Problem } from '@tocsin/api';
import type { NextFunction, Request, Response } from 'express';
import { EngineUnavailable } from '#engine/engine';
import type { Log } from '#lib/log';

/** An answer that says no, with what to change. `accept`: what the reader of the path expects. */
export class HttpError extends Error {
  readonly status: number;
  readonly title: string;
  readonly retryAfterSeconds: number | undefined;
  constructor(status: number, title: string, more: { detail?: string; retryAfterSeconds?: number } = {}) {
    super(more.detail ?? title);
    this.name = 'HttpError';
    this.status = status;
    this.title = title;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** Errors as the path's readers know them: JSON strings on Alertmanager's API, problem+json on ours. */
export function errorHandler(log: Log) {
  // express knows an error handler by its four parameters.
  // eslint-disable-next-line max-params
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error);
    const known = asHttpError(error);
    if (known.status >= 500 && known.status !== 503)
      log.error('a request failed', {
        path: request.path,
        err: error instanceof Error ? error : String(error),
      });
    if (known.retryAfterSeconds !== undefined)
      response.setHeader('Retry-After', String(known.retryAfterSeconds));
    if (request.originalUrl.includes('/api/v2/')) response.status(known.status).json(known.message);
    else
      response
        .status(known.status)
        .type('application/problem+json')
        .send(JSON.stringify(problemOf(known)));
  };
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof EngineUnavailable)
    return new HttpError(503, 'The alert service cannot keep anything just now', {
      detail: `${error.message}. Nothing was accepted; send it again.`,
      retryAfterSeconds: 1,
    });
  return new HttpError(500, 'The alert service failed at this request', {
    detail: 'See its log for the cause.',
  });
}

const problemOf = ({ status, title, message }: HttpError): Problem => ({
  type: 'about:blank',
  title,
  status,
  ...(message !== title && { detail: message }),
});
