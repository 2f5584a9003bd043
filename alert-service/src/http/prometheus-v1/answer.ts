import type { ErrorRequestHandler, Response } from 'express';

/** What Prometheus answers with 400 and its error type bad_data. */
export class BadData extends Error {}

/** As Prometheus words what is wrong with one parameter; the name is given as in the request. */
export const invalidParameter = (name: string, why: string): BadData =>
  new BadData(`invalid parameter "${name}": ${why}`);

/** Without a charset, as Prometheus sends it. */
export function succeed(response: Response, data: object): void {
  send(response, 200, { status: 'success', data });
}

// express knows an error handler by its four parameters.
// eslint-disable-next-line max-params
export const badDataHandler: ErrorRequestHandler = (error, _request, response, next) => {
  if (!(error instanceof BadData)) return void next(error);
  fail(response, 400, { errorType: 'bad_data', error: error.message });
};

export function fail(response: Response, status: number, what: { errorType: string; error: string }): void {
  send(response, status, { status: 'error', ...what });
}

function send(response: Response, status: number, body: object): void {
  response.status(status).setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
}
