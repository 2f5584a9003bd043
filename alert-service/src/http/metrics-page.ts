import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RequestHandler } from 'express';
import type { Registry } from 'prom-client';

const compressed = promisify(gzip);

/** The numbers, compressed where that is asked for, as Prometheus asks. */
export const metricsPage =
  (registry: Pick<Registry, 'contentType' | 'metrics'>): RequestHandler =>
  async (request, response) => {
    const text = await registry.metrics();
    response.type(registry.contentType).vary('Accept-Encoding');
    if (request.acceptsEncodings('gzip', 'identity') !== 'gzip') return void response.send(text);
    response.set('Content-Encoding', 'gzip').send(await compressed(text));
  };
