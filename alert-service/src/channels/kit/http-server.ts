import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { portOf } from './port.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpServer {
  readonly origin: string;
  readonly received: Received[];
  answer: Answer;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: Received) => void;

/** A real HTTP server on loopback that does what the test says. */
export async function startHttpServer(answer: Answer): Promise<HttpServer> {
  const received: Received[] = [];
  const server = createServer((incoming, response) => {
    void buffer(incoming).then((body) => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: body.toString() };
      received.push(request);
      handle.answer(response, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const handle: HttpServer = {
    origin: `http://127.0.0.1:${portOf(server)}`,
    received,
    answer,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return handle;
}

export const say =
  (status: number, body: string | object = '', headers: Record<string, string> = {}): Answer =>
  (response) => {
    const json = typeof body === 'object';
    response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/plain', ...headers });
    response.end(json ? JSON.stringify(body) : body);
  };

export const resetConnection: Answer = (response) => void response.socket?.resetAndDestroy();

export const hang: Answer = () => undefined;
