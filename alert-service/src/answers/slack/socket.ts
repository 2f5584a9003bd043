import { WebSocket } from 'ws';
import { z } from 'zod';
import { messageOf } from '#channels/outcome';
import type { SlackApp } from '#config/tocsin-config';
import { type Cancel, until } from '#lib/clock';
import type { Loop } from '#lib/loop';
import { askSlack, type CallParts, isSlacks } from './calls.ts';
import { handleSlack } from './handle.ts';
import { finish } from './http.ts';
import type { SlackTools } from './tools.ts';
import { withPatience } from './within.ts';

export interface SlackSocketParts extends CallParts {
  readonly tools: () => SlackTools;
}

/** Nothing is configured, or it is broken: look again then. */
const idleMs = 10_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
const pingEachMs = 20_000;
const silentMs = 60_000;
const patienceMs = 2_000;
const longestMessage = 4 * 1024 * 1024;

/** As Slack describes Socket Mode; what is not known is left alone. */
const Envelope = z.object({
  type: z.string(),
  envelope_id: z.string().optional(),
  payload: z.unknown().optional(),
  accepts_response_payload: z.boolean().optional(),
  reason: z.string().optional(),
});

/** One life of the loop. */
interface Running {
  readonly parts: SlackSocketParts;
  readonly stopping: AbortController;
  /** Those before the newest stay until that one stands: what is pressed meanwhile arrives. */
  readonly open: Set<WebSocket>;
  failures: number;
}

/** Socket Mode: we open a connection to Slack, so that nothing on the internet need reach us. */
export function createSlackSocket(parts: SlackSocketParts): Pick<Loop, 'start' | 'stop'> {
  const running: Running = { parts, stopping: new AbortController(), open: new Set(), failures: 0 };
  let work: Promise<void> | undefined;
  return {
    start() {
      work ??= run(running);
    },
    async stop() {
      running.stopping.abort();
      for (const socket of running.open) socket.terminate();
      await work;
    },
  };
}

async function run(running: Running): Promise<void> {
  const { parts, stopping } = running;
  while (!stopping.signal.aborted) {
    const app = parts.app();
    const pauseMs = app?.answers?.appToken ? await session(running, app) : idleMs;
    await until(parts.clock, parts.clock.now() + pauseMs, stopping.signal).catch(() => undefined);
  }
}

/** From opening a connection to its end; how long to wait before the next one. */
async function session(running: Running, app: SlackApp): Promise<number> {
  const { parts, stopping } = running;
  try {
    const url = await addressOf(app, parts);
    stopping.signal.throwIfAborted();
    const why = await listen(running, url);
    if (why === 'refresh') return 0;
    parts.log.info('the connection to Slack ended: it is opened again', { why });
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    const level = running.failures === 0 ? 'warn' : 'debug';
    parts.log[level]('no connection to Slack: buttons and commands do nothing', { why: messageOf(error) });
  }
  running.failures += 1;
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(10, running.failures - 1));
}

async function addressOf(app: SlackApp, parts: CallParts): Promise<string> {
  const token = app.answers?.appToken?.reveal() ?? '';
  const answer = await askSlack('apps.connections.open', {}, { ...parts, app, token });
  if (!answer.ok) {
    const why = answer.outcome.kind === 'done' ? '' : answer.outcome.error;
    throw new Error(`${why} (Socket Mode needs an app-level token with the scope connections:write)`);
  }
  const { url = '' } = answer;
  if (!/^wss?:/.test(url) || !isSlacks(url, app)) throw new Error('Slack gave no address to connect to');
  return url;
}

/** Resolves with why the connection is to be replaced. */
function listen(running: Running, url: string): Promise<string> {
  const { parts, open } = running;
  const older = [...open];
  const socket = new WebSocket(url, { maxPayload: longestMessage, handshakeTimeout: 10_000 });
  open.add(socket);
  const watch = watching(socket, parts);
  return new Promise((resolve, reject) => {
    socket.on('message', (data) => {
      watch.heard();
      const envelope = envelopeOf(Buffer.isBuffer(data) ? data.toString() : '');
      if (envelope?.type === 'hello') {
        running.failures = 0;
        parts.log.info('connected to Slack by Socket Mode');
        for (const each of older) each.close(1000);
      } else if (envelope?.type === 'disconnect') {
        resolve(envelope.reason === 'link_disabled' ? 'Socket Mode is turned off in the app' : 'refresh');
      } else if (envelope) void take(socket, envelope, parts);
    });
    socket.on('ping', watch.heard);
    socket.on('pong', watch.heard);
    socket.on('error', reject);
    socket.on('close', (code) => {
      watch.stop();
      open.delete(socket);
      resolve(`closed with code ${code}`);
    });
  });
}

function envelopeOf(text: string): z.output<typeof Envelope> | undefined {
  try {
    return Envelope.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** It is acknowledged once what it asks for is kept, and in any case before Slack's three seconds are over. */
async function take(
  socket: WebSocket,
  envelope: z.output<typeof Envelope>,
  parts: SlackSocketParts,
): Promise<void> {
  const { envelope_id: id, accepts_response_payload: takesAnswer = false } = envelope;
  if (id === undefined) return;
  const work = handleSlack(envelope.payload, parts.tools());
  try {
    const handled = await withPatience(parts.clock, patienceMs, work);
    const answer = handled !== 'late' && takesAnswer ? handled.answer : undefined;
    socket.send(JSON.stringify({ envelope_id: id, ...(answer && { payload: answer }) }), () => undefined);
    await finish(parts, handled === 'late' ? { late: work } : { handled });
  } catch (error) {
    parts.log.error('what was pressed in Slack failed', { err: error });
  }
}

/** A connection that died without a word is noticed by its silence. */
function watching(socket: WebSocket, { clock, app }: SlackSocketParts): { heard: () => void; stop: Cancel } {
  let lastAt = clock.elapsed();
  let cancel: Cancel = () => undefined;
  const look = (): void => {
    if (clock.elapsed() - lastAt > silentMs) return socket.terminate();
    // A reload took it away.
    if (!app()?.answers?.appToken) return socket.close(1000);
    if (socket.readyState === WebSocket.OPEN) socket.ping();
    cancel = clock.at(clock.now() + pingEachMs, look);
  };
  cancel = clock.at(clock.now() + pingEachMs, look);
  return {
    heard: () => {
      lastAt = clock.elapsed();
    },
    stop: () => cancel(),
  };
}
