import { afterEach, expect, test } from '@jest/globals';
import { overHttp } from './http-line.ts';
import { edgeOf } from './kit/edge.ts';
import { type Answer, type HttpServer, startHttpServer } from './kit/http-server.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const asked = async (answer: Answer, signal = new AbortController().signal) => {
  const server = await startHttpServer(answer);
  servers.push(server);
  return overHttp('The receiver', edgeOf({ signal }), async (line) => {
    const { outcome } = await line.ask({ url: server.origin, json: {}, http: { followRedirects: true } });
    return outcome;
  });
};

const half =
  (status: number, then: 'cut' | 'hang'): Answer =>
  (response) => {
    response.writeHead(status, { 'content-length': '100' });
    response.write('half of it', () => then === 'cut' && response.socket?.resetAndDestroy());
  };

test('who said 2xx has the message, whatever becomes of the rest of the answer', async () => {
  expect(await asked(half(200, 'cut'))).toEqual({ kind: 'done' });
  expect(await asked(half(200, 'hang'), AbortSignal.timeout(300))).toEqual({ kind: 'done' });
});

test('a refusal that breaks off is asked again where its status says so, and by its status', async () => {
  expect(await asked(half(503, 'cut'))).toMatchObject({ kind: 'retry', status: 503 });
  expect(await asked(half(400, 'cut'))).toMatchObject({ kind: 'refused', status: 400 });
});
