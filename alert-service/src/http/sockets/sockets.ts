import type { Request, RequestHandler } from 'express';
import { type RawData, WebSocket, WebSocketServer, type ServerOptions } from 'ws';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import { HttpError } from '../errors.ts';
import { takeUpgrade } from '../upgrades.ts';

/** One that is connected. */
export interface SocketClient {
  /** Cut, not buffered, where it reads too slowly. */
  send(text: string): void;
  readonly onText: (listen: (text: string) => void) => void;
  readonly onClose: (listen: () => void) => void;
}

export interface Sockets {
  /** Behind the doors: takes a connection over, and answers what is no WebSocket. */
  handler(accept: (client: SocketClient, request: Request) => void): RequestHandler;
  clients(): number;
  /** Says that we go, and goes. */
  close(): void;
}

/** The one that is chosen of what a page offers; beside it stands its token. */
const socketProtocol = 'tocsin.v1';

const mostClients = 1_000;
const mostBuffered = 1024 * 1024;
const pingEveryMs = 15_000;
const largestAsk = 16 * 1024;
/** Between two pings; who asks more often than this asks for nothing that changes. */
const mostAsked = 300;

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const goingAway = 1001;
const policyViolation = 1008;
const internalError = 1011;

interface Connected {
  readonly socket: WebSocket;
  alive: boolean;
  asked: number;
}

const serverOptions: ServerOptions = {
  noServer: true,
  maxPayload: largestAsk,
  // Answered below: a client that pings and never reads would fill our memory with answers.
  autoPong: false,
  handleProtocols: (offered) => (offered.has(socketProtocol) ? socketProtocol : false),
  // Small windows: a thousand clients would hold a quarter of a gigabyte with those of zlib.
  perMessageDeflate: {
    threshold: 1024,
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: 12,
    zlibDeflateOptions: { level: 3, memLevel: 5 },
    concurrencyLimit: 4,
  },
};

export function createSockets(clock: Clock): Sockets {
  const server = new WebSocketServer(serverOptions);
  const connected = new Set<Connected>();
  const alarm = createAlarm(clock, () => {
    for (const each of connected) beat(each);
    alarm.set(clock.now() + pingEveryMs);
  });
  alarm.set(clock.now() + pingEveryMs);
  const take = (socket: WebSocket): Connected => {
    const each: Connected = { socket, alive: true, asked: 0 };
    connected.add(each);
    socket.on('pong', () => (each.alive = true));
    socket.on('ping', (data) => mayAsk(each) && socket.pong(data));
    // What is wrong with it ends it; nobody else is concerned.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => connected.delete(each));
    return each;
  };
  return {
    handler: (accept) => (request) => {
      if (connected.size >= mostClients)
        throw new HttpError(503, 'Too many listen already', {
          detail: `${mostClients} WebSockets are open: close some of them.`,
          retryAfterSeconds: 30,
        });
      const upgrade = takeUpgrade(request);
      if (!upgrade)
        throw new HttpError(426, 'This is a WebSocket', {
          detail: 'Connect with Upgrade: websocket; see docs/live.md.',
        });
      server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (socket) => {
        const each = take(socket);
        try {
          accept(clientOf(each), request);
        } catch (error) {
          socket.close(internalError, 'The alert service failed at this: see its log.');
          throw error;
        }
      });
    },
    clients: () => connected.size,
    close() {
      alarm.clear();
      for (const { socket } of connected) {
        socket.close(goingAway, 'The service stops: come back in a moment.');
        socket.terminate();
      }
      server.close();
    },
  };
}

function beat(each: Connected): void {
  const { socket, alive } = each;
  if (!alive) return socket.terminate();
  each.alive = false;
  each.asked = 0;
  socket.ping();
}

/** Said once; whoever goes on after that is not waited for. */
function mayAsk(each: Connected): boolean {
  const { socket } = each;
  each.alive = true;
  each.asked += 1;
  if (each.asked <= mostAsked && socket.bufferedAmount <= mostBuffered) return true;
  if (each.asked > 2 * mostAsked || socket.bufferedAmount > mostBuffered) socket.terminate();
  else socket.close(policyViolation, 'Ask less often.');
  return false;
}

function clientOf(each: Connected): SocketClient {
  const { socket } = each;
  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > mostBuffered) return socket.terminate();
      socket.send(text);
    },
    onText(listen) {
      socket.on('message', (data, isBinary) => {
        if (mayAsk(each)) listen(isBinary ? '' : textOf(data));
      });
    },
    onClose: (listen) => void socket.on('close', listen),
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
}
