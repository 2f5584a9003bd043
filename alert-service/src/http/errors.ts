import type { FieldProblem, Problem } from '@tocsin/api';
import type { NextFunction, Request, Response } from 'express';
import { EngineUnavailable } from '#engine/engine';
import type { Log } from '#lib/log';

/** An answer that says no, with what to change. */
export class HttpError extends Error {
  readonly status: number;
  readonly title: string;
  readonly retryAfterSeconds: number | undefined;
  /** Set where Alertmanager's generated server would have answered `{code, message}` by itself. */
  readonly code: number | undefined;
  readonly errors: readonly FieldProblem[] | undefined;
  constructor(status: number, title: string, more: More = {}) {
    super(more.detail ?? title);
    this.name = 'HttpError';
    this.status = status;
    this.title = title;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.code = more.code;
    this.errors = more.errors;
  }
}

interface More {
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  readonly code?: number;
  /** Of what was sent, field by field. */
  readonly errors?: readonly FieldProblem[];
}

/** Errors as the path's readers know them: JSON strings on Alertmanager's API, problem+json on ours. */
export function errorHandler(log: Log, alertmanagerPaths: string) {
  // express knows an error handler by its four parameters.
  // eslint-disable-next-line max-params
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    // Answered already, by --web.timeout: what the request still does is of no interest.
    if (response.writableEnded) return;
    const known = asHttpError(error);
    if (known.status === 500 || response.headersSent)
      log.error('a request failed', {
        path: withoutTokens(request.path),
        err: error instanceof Error ? error : String(error),
      });
    // Half an answer is under way: cut it, so that nobody takes it for a whole one.
    if (response.headersSent) return void response.destroy();
    if (known.retryAfterSeconds !== undefined)
      response.setHeader('Retry-After', String(known.retryAfterSeconds));
    if (request.path.startsWith(alertmanagerPaths)) sendUpstream(response, known);
    else
      response
        .status(known.status)
        .type('application/problem+json')
        .send(JSON.stringify(problemOf(known)));
  };
}

/** A signed address in a message is as good as a password. */
const withoutTokens = (path: string): string => path.replace(/[\w.-]{60,}/g, '<secret>');

/** Upstream answers these before a handler of its own is asked: `{code, message}`; all others are JSON strings. */
const generated = [405, 413, 415];

/** Alertmanager's form, to the byte: no charset, and a line break after what a handler says. */
function sendUpstream(response: Response, { status, code, message }: HttpError): void {
  const shape = code ?? (generated.includes(status) ? status : undefined);
  const body =
    shape === undefined ? `${JSON.stringify(message)}\n` : JSON.stringify({ code: shape, message });
  response.status(status).setHeader('Content-Type', 'application/json').end(body);
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof EngineUnavailable)
    return new HttpError(503, 'The alert service cannot keep anything just now', {
      detail: `${error.message}. Send it again: what was kept of it already does not count twice.`,
      retryAfterSeconds: 1,
    });
  const status = refusedBy(error);
  if (status !== undefined) return new HttpError(status, 'The request cannot be answered as it is written');
  return new HttpError(500, 'The alert service failed at this request', {
    detail: 'See its log for the cause.',
  });
}

/** express and its parts mark what is the request's fault by a status. */
function refusedBy(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  return error.status >= 400 && error.status < 500 ? error.status : undefined;
}

const problemOf = ({ status, title, message, errors }: HttpError): Problem => ({
  type: 'about:blank',
  title,
  status,
  ...(message !== title && { detail: message }),
  ...(errors && { errors: [...errors] }),
});
