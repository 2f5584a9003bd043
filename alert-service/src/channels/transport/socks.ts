import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { bareHost } from '../address-guard.ts';
import { Refusal } from '../outcome.ts';
import { proxyForPeople, unescaped } from './proxy.ts';
import type { Destination, ProxyWay } from './tunnel.ts';

const version = 5;
const open = 0;
const withLogin = 2;
/** RFC 1928, what a refusal means. */
const refusals: Readonly<Record<number, string>> = {
  1: 'failed',
  2: 'does not allow this connection',
  3: 'cannot reach the network',
  4: 'cannot reach the host',
  5: 'was refused the connection',
  6: 'gave up waiting',
  7: 'cannot connect to others',
  8: 'does not know this kind of address',
};

/** SOCKS 5 (RFC 1928, logins by RFC 1929). Names are resolved by the proxy, as Go has it for socks5 and socks5h alike. */
export async function throughSocks(way: ProxyWay, destination: Destination): Promise<Socket> {
  const { proxy, lookup } = way;
  const { signal } = destination;
  const socket = connect({
    host: bareHost(proxy.hostname),
    port: Number(proxy.port || 1080),
    lookup,
    ...(signal && { signal }),
  });
  try {
    await once(socket, 'connect');
    await greet(socket, proxy);
    socket.write(Buffer.concat([Buffer.from([version, 1, 0]), addressBytes(destination)]));
    const [, status = 1, , kind = 1] = await read(socket, 4);
    if (status !== 0)
      throw new Error(`the proxy ${proxyForPeople(proxy)} ${refusals[status] ?? 'did not understand us'}`);
    const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(socket, 1))[0] ?? 0);
    await read(socket, length + 2);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function greet(socket: Socket, proxy: URL): Promise<void> {
  const user = Buffer.from(unescaped(proxy.username));
  const password = Buffer.from(unescaped(proxy.password));
  const ways = user.length + password.length > 0 ? [open, withLogin] : [open];
  socket.write(Buffer.from([version, ways.length, ...ways]));
  const [, chosen] = await read(socket, 2);
  if (chosen === open) return;
  const wrongLogin = new Refusal(
    `the proxy ${proxyForPeople(proxy)} wants another login: check the one in proxy_url`,
    'authError',
  );
  if (chosen !== withLogin || ways.length === 1) throw wrongLogin;
  socket.write(
    Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]),
  );
  const [, accepted] = await read(socket, 2);
  if (accepted !== 0) throw wrongLogin;
}

function addressBytes({ host, port }: Destination): Buffer {
  const tail = Buffer.from([port >> 8, port & 255]);
  if (isIP(host) === 4) return Buffer.concat([Buffer.from([1, ...host.split('.').map(Number)]), tail]);
  const name = Buffer.from(host);
  if (isIP(host) === 6) return Buffer.concat([Buffer.from([4]), sixteenBytes(host), tail]);
  return Buffer.concat([Buffer.from([3, name.length]), name, tail]);
}

function sixteenBytes(address: string): Buffer {
  const [head = '', rest] = bareHost(new URL(`http://[${address}]`).hostname).split('::');
  const words = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const gap = rest === undefined ? 0 : 8 - words(head).length - words(rest).length;
  const all = [...words(head), ...Array.from({ length: gap }, () => '0'), ...words(rest)];
  return Buffer.from(
    all.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255]),
  );
}

/** Exactly so many bytes; what comes after them stays in the socket. */
async function read(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const chunk: unknown = socket.read(count);
    if (chunk instanceof Buffer && chunk.length === count) return chunk;
    if (socket.readableEnded || socket.destroyed) throw new Error('the proxy hung up');
    await Promise.race([once(socket, 'readable'), once(socket, 'end')]);
  }
}
