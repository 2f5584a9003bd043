import { once } from 'node:events';
import { createServer } from 'node:http';

export interface ControlServer {
  url: string;
  close(): Promise<void>;
}

/** Where `npm run mend` asks for a crashed service to be started again. Loopback, and PUT only: no web page can send it unasked. */
export async function startControlServer(
  startService: (name: string) => Promise<boolean>,
): Promise<ControlServer> {
  const server = createServer((request, response) => {
    const name = /^\/services\/([a-z-]+)$/.exec(request.url ?? '')?.[1];
    if (request.method !== 'PUT' || name === undefined) return void response.writeHead(404).end();
    startService(name).then(
      (known) => response.writeHead(known ? 200 : 404).end(),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
