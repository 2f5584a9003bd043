import { type IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A connection that is to become a WebSocket. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came after the request already. */
  readonly head: Buffer;
}

interface Asking {
  readonly upgrade: Upgrade;
  readonly response: ServerResponse;
}

const asking = new WeakMap<IncomingMessage, Asking>();

export const isWebSocket = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

/**
 * Goes through the same doors as every request, and is answered by them where they refuse: logins, tokens, Host and Origin
 * count for a WebSocket as for anything else.
 */
export function asRequest(upgrade: Upgrade, answer: RequestListener): void {
  const { request, socket } = upgrade;
  // One that breaks now breaks for nobody else.
  socket.on('error', () => socket.destroy());
  if (!(socket instanceof Socket)) return void socket.destroy();
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => {
    response.detachSocket(socket);
    socket.end();
    // Without its socket nobody else says so, and what counts requests under way would count it for ever.
    response.emit('close');
  });
  asking.set(request, { upgrade, response });
  answer(request, response);
}

/** The connection itself, taken out of the hands of HTTP; undefined where no WebSocket was asked for. */
export function takeUpgrade(request: IncomingMessage): Upgrade | undefined {
  const found = asking.get(request);
  if (!found) return undefined;
  asking.delete(request);
  const { upgrade, response } = found;
  if (upgrade.socket instanceof Socket) response.detachSocket(upgrade.socket);
  response.emit('close');
  return upgrade;
}
