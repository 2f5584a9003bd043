import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { bareHost } from '#channels/address-guard';
import { revealed } from '#channels/credentials';
import { unescaped } from '#channels/transport/proxy';
import { clientTls, readMaterial } from '#channels/transport/tls';
import type { ProbeSettings } from '#config/services/settings';
import { connectTo } from './connection.ts';
import { type Asking, type Found, mostBytes, NotAsked, NotWell, tookWords } from './finding.ts';
import { type Answer, commandOf, firstAnswer } from './resp.ts';

/**
 * Three commands over a connection of its own, in the protocol itself: a client that keeps connections would go on to
 * reconnect to what is gone, and take an answer however long it is.
 */
export async function askRedis(
  settings: Extract<ProbeSettings, { type: 'redis' }>,
  asking: Asking,
): Promise<Found> {
  const began = asking.clock.elapsed();
  const url = addressOf(revealed(settings.url), asking);
  const plain = await connectTo({ host: url.hostname, port: Number(url.port || 6379) }, asking);
  const socket = url.protocol === 'rediss:' ? secured(plain, bareHost(url.hostname)) : plain;
  try {
    const say = conversation(socket, asking);
    await logIn(url, say);
    const pong = await say('PING');
    if (pong.kind === 'error') throw new NotWell(errorWords(pong.text));
    const tookMs = asking.clock.elapsed() - began;
    const memory = await say('INFO', 'memory');
    return readRedis(memory.kind === 'text' ? memory.text : '', tookMs);
  } finally {
    socket.destroy();
    plain.destroy();
  }
}

/** What may be known of its memory: full is a fault only where nothing is thrown out to make room. */
export function readRedis(info: string, tookMs: number): Found {
  const said = new Map(info.split('\r\n').map((line): [string, string] => splitAt(line)));
  const used = Number(said.get('used_memory'));
  const max = Number(said.get('maxmemory'));
  const answered = `PONG in ${tookWords(tookMs)}`;
  if (!(used > 0)) return { state: 'healthy', text: answered };
  if (!(max > 0)) return { state: 'healthy', text: `${answered}; ${bytes(used)} of memory in use` };
  const text = `${bytes(used)} of ${bytes(max)} of memory in use; ${answered}`;
  if (said.get('maxmemory_policy') !== 'noeviction') return { state: 'healthy', text };
  if (used >= max) return { state: 'failing', text: `it refuses writes, its memory is full: ${text}` };
  return { state: used >= max * 0.9 ? 'degraded' : 'healthy', text };
}

const splitAt = (line: string): [string, string] => {
  const at = line.indexOf(':');
  return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
};

function bytes(count: number): string {
  const unit = count < 1024 * 1024 ? 'KiB' : count < 1024 ** 3 ? 'MiB' : 'GiB';
  const value = count / { KiB: 1024, MiB: 1024 * 1024, GiB: 1024 ** 3 }[unit];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

function addressOf(text: string, { hide }: Asking): URL {
  if (!URL.canParse(text)) throw new NotAsked('its address is no redis:// URL');
  const url = new URL(text);
  hide(text, url.password, unescaped(url.password));
  return url;
}

function secured(socket: Socket, host: string): Socket {
  const { secureContext } = clientTls(readMaterial(undefined));
  return connectTls({ socket, secureContext, ...(isIP(host) === 0 && { servername: host }) });
}

type Say = (...words: readonly string[]) => Promise<Answer>;

async function logIn(url: URL, say: Say): Promise<void> {
  if (!url.password) return;
  const user = unescaped(url.username);
  const answer = await say('AUTH', ...(user ? [user] : []), unescaped(url.password));
  if (answer.kind === 'error') throw new NotWell('it refuses the password: check the url of this probe');
}

/** One question at a time; an answer that is longer than a probe could want ends it. */
function conversation(socket: Socket, { signal }: Asking): Say {
  let arrived = Buffer.alloc(0);
  let ended: unknown;
  let look = (): void => undefined;
  const end = (error: unknown): void => {
    ended ??= error;
    look();
  };
  signal.addEventListener('abort', () => end(new Error('no answer in time')), { once: true });
  socket.on('error', end);
  socket.on('close', () => end(new Error('it closed the connection')));
  socket.on('data', (chunk: Buffer) => {
    arrived = Buffer.concat([arrived, chunk]);
    look();
    if (arrived.length <= mostBytes) return;
    end(new NotWell('it answers more than 64 KiB'));
    socket.destroy();
  });
  return (...words) =>
    new Promise((resolve, reject) => {
      look = () => {
        try {
          const found = firstAnswer(arrived);
          if (found) {
            arrived = arrived.subarray(found.length);
            look = () => undefined;
            return resolve(found.answer);
          }
          if (ended !== undefined) reject(asError(ended));
        } catch (error) {
          reject(asError(error));
        }
      };
      socket.write(commandOf(...words));
      look();
    });
}

const asError = (error: unknown): Error => (Error.isError(error) ? error : new Error(String(error)));

/** `LOADING Redis is loading the dataset in memory`: the first word is the kind. */
function errorWords(text: string): string {
  if (text.startsWith('NOAUTH')) return 'it wants a password: write it into the url of this probe';
  if (text.startsWith('NOPERM')) return 'this user may not send PING: give it +ping';
  return `it answers ${text}`;
}
