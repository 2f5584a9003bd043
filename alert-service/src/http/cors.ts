import type { Request, RequestHandler, Response } from 'express';

export type OriginTest = (origin: string) => boolean;

const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Which other origins' pages may call our APIs, by `--web.cors.origin`. Without it none may. Alertmanager lets every
 * page read and post by the browser of whoever has it open: here that is asked for by `--web.cors.origin=.*`.
 */
export function cors(allowed: OriginTest | undefined): RequestHandler {
  if (!allowed) return (_request, _response, next) => next();
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    const granted = origin !== undefined && allowed(origin) ? origin : undefined;
    if (!isPreflight(request)) {
      if (granted !== undefined) grant(response, granted);
      return next();
    }
    response.vary('Access-Control-Request-Method').vary('Access-Control-Request-Headers');
    const wanted = String(request.headers['access-control-request-method']);
    if (granted !== undefined && methods.includes(wanted)) {
      grant(response, granted);
      response.setHeader('Access-Control-Allow-Methods', wanted);
      response.setHeader(
        'Access-Control-Allow-Headers',
        'Accept, Authorization, Content-Type, Origin, X-Requested-With, X-Tocsin-Token',
      );
    }
    response.status(204).end();
  };
}

/** The operator named the origin: logins may come along. */
function grant(response: Response, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
}

const isPreflight = ({ method, headers }: Request): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
