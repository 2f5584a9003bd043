import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { createGunzip } from 'node:zlib';

/** What one message says: when it was made, and when it came here. */
export interface Arrival {
  readonly kind: string;
  readonly madeAt: number;
  readonly cameAt: number;
}

export interface Watcher {
  readonly arrivals: Arrival[];
  close(): void;
}

const made = /"at":"([^"]+)"/;

const arrivalOf = (kind: string, text: string): Arrival[] => {
  const [, at] = made.exec(text) ?? [];
  return at === undefined ? [] : [{ kind, madeAt: Date.parse(at), cameAt: Date.now() }];
};

/** The stream of events, with numbers, compressed, as a browser asks for it. */
export async function watchEvents(base: string): Promise<Watcher> {
  const arrivals: Arrival[] = [];
  const asked = request(`${base}/api/tocsin/v1/stream?metrics=1`, {
    agent: false,
    headers: { 'Accept-Encoding': 'gzip' },
  });
  asked.on('error', () => undefined).end();
  const connected = new Promise<void>((resolve) =>
    asked.on('response', (response) => {
      let text = '';
      const plain = response.pipe(createGunzip());
      plain.on('error', () => undefined);
      plain.on('data', (chunk: Buffer) => {
        resolve();
        text += chunk.toString();
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          const [, kind] = /^event: (.*)$/m.exec(event) ?? [];
          if (kind === 'commit' || kind === 'metrics') arrivals.push(...arrivalOf(kind, event));
        }
      });
    }),
  );
  await connected;
  return { arrivals, close: () => void asked.destroy() };
}

export async function watchSocket(base: string): Promise<Watcher> {
  const arrivals: Arrival[] = [];
  const socket = new WebSocket(`${base.replace('http', 'ws')}/api/metrics/stream`);
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') arrivals.push(...arrivalOf('metrics', data));
  });
  await once(socket, 'open');
  return { arrivals, close: () => socket.close() };
}

/** Passes on to `base` what comes, and counts what goes back. */
export async function countingRelay(
  base: string,
): Promise<{ readonly base: string; bytes(): number; close(): void }> {
  let bytes = 0;
  const { hostname, port } = new URL(base);
  const server = createServer((from) => {
    const to = connect(Number(port), hostname);
    from.pipe(to);
    to.on('data', (chunk: Buffer) => (bytes += chunk.length)).pipe(from);
    for (const each of [from, to]) each.on('error', () => void [from, to].forEach((one) => one.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = typeof address === 'object' ? address?.port : undefined;
  return { base: `http://127.0.0.1:${own}`, bytes: () => bytes, close: () => void server.close() };
}
