import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, createServer as createTcpServer, type Server } from 'node:net';
import { portOf } from './port.ts';

export interface ProxyServer {
  readonly port: number;
  /** What it was asked for: `CONNECT host:port`, `GET http://…`, with its headers. */
  readonly asked: { readonly line: string; readonly headers: Readonly<Record<string, unknown>> }[];
  close(): Promise<void>;
}

/** A real proxy on loopback: CONNECT and plain requests, with or without a login. */
export async function startProxy(login?: string): Promise<ProxyServer> {
  const asked: ProxyServer['asked'] = [];
  const wanted = login && `Basic ${Buffer.from(login).toString('base64')}`;
  const server = createServer((incoming, response) => {
    asked.push({ line: `${incoming.method} ${incoming.url}`, headers: incoming.headers });
    if (wanted && incoming.headers['proxy-authorization'] !== wanted)
      return void response.writeHead(407).end();
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request(incoming.url ?? '', { method: incoming.method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket) => {
    asked.push({ line: `CONNECT ${incoming.url}`, headers: incoming.headers });
    if (wanted && incoming.headers['proxy-authorization'] !== wanted)
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const port = Number(/:(\d+)$/.exec(incoming.url ?? '')?.[1]);
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return { asked, ...(await listening(server, () => server.closeAllConnections())) };
}

/** As much of SOCKS 5 as a client needs to be tested. */
export async function startSocksProxy(login?: string): Promise<ProxyServer> {
  const asked: ProxyServer['asked'] = [];
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    void (async () => {
      const next = async (): Promise<Buffer> => {
        const said: readonly unknown[] = await once(socket, 'data');
        return said[0] instanceof Buffer ? said[0] : Buffer.alloc(0);
      };
      await next();
      socket.write(Buffer.from([5, login ? 2 : 0]));
      if (login) {
        const said = await next();
        const length = said.readUInt8(1);
        const user = said.subarray(2, 2 + length).toString();
        const right = `${user}:${said.subarray(3 + length).toString()}` === login;
        socket.write(Buffer.from([1, right ? 0 : 1]));
        if (!right) return socket.end();
      }
      const wanted = await next();
      const port = wanted.readUInt16BE(wanted.length - 2);
      const host = wanted[3] === 3 ? wanted.subarray(5, -2).toString() : wanted.subarray(4, -2).join('.');
      asked.push({ line: `SOCKS ${host}:${port}`, headers: {} });
      const onward = connect(port, '127.0.0.1', () => {
        socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, port >> 8, port & 255]));
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
    })();
  });
  return { asked, ...(await listening(server)) };
}

async function listening(server: Server, cut?: () => void): Promise<Pick<ProxyServer, 'port' | 'close'>> {
  const open = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => open.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    async close() {
      cut?.();
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
