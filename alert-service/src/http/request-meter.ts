import type { RequestHandler } from 'express';
import type { HttpMeter } from '#engine/metrics';
import type { Clock } from '#lib/clock';

/** Only paths that there are have a name of their own: nobody can make series by asking for others. */
const named = [
  '/-/healthy',
  '/-/ready',
  '/-/reload',
  '/metrics',
  '/api/v2/alerts',
  '/api/v2/alerts/groups',
  '/api/v2/receivers',
  '/api/v2/silences',
  '/api/v2/status',
];
const methods = ['get', 'head', 'post', 'put', 'delete', 'options', 'patch'];

/** Counts every answer under Alertmanager's names; a stream never ends, and is none. */
export function requestMeter({ answered }: HttpMeter, clock: Clock, prefix: string): RequestHandler {
  return (request, response, next) => {
    const started = clock.elapsed();
    const { socket } = response;
    const before = socket?.bytesWritten ?? 0;
    const method = request.method.toLowerCase();
    const handler = handlerOf(request.path, prefix);
    response.once('finish', () =>
      answered({
        handler,
        method: methods.includes(method) ? method : 'unknown',
        status: response.statusCode,
        durationMs: clock.elapsed() - started,
        bytes: (socket?.bytesWritten ?? before) - before,
      }),
    );
    next();
  };
}

function handlerOf(path: string, prefix: string): string {
  const below = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  if (named.includes(below)) return below;
  if (below.startsWith('/api/v2/silence/')) return '/api/v2/silence/{silenceID}';
  if (below.startsWith('/api/tocsin/v1/')) return '/api/tocsin/v1';
  return below === '' || below === '/' ? '/' : '/*';
}
