import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Listening {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Takes a connection over for another protocol. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Port 0 takes a free one. `close` cuts open connections: a page that polls would otherwise hold it up. */
export async function listen(
  handler: RequestListener,
  { host, port, upgrade }: { host: string; port: number; upgrade?: Upgrade },
): Promise<Listening> {
  const server = createServer(handler);
  if (upgrade) server.on('upgrade', upgrade);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const name = host === '0.0.0.0' ? '127.0.0.1' : host;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
