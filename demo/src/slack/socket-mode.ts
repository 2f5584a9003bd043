import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { fieldOf, parseJson, textOf } from '../json.ts';
import type { Delivery, Told } from './delivery.ts';

/** Slack gives up on an acknowledgement then. */
const patienceMs = 3_000;
const pingEachMs = 5_000;

interface Connection {
  readonly socket: WebSocket;
  readonly waiting: Map<string, (answer: unknown) => void>;
}

/** Socket Mode: an app asks for an address, connects to it, and gets there what would go to its request URLs. */
export class SocketMode implements Delivery {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #connections: Connection[] = [];
  #welcomed = 0;

  /** The address for one connection; a second one with the same is refused. */
  ticket(baseUrl: string): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `${baseUrl.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=A00000001`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://stand-in').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    this.#server.handleUpgrade(request, socket, head, (connected) => this.#welcome(connected));
  }

  connections(): number {
    return this.#connections.length;
  }

  /** All that ever stood, those that have ended too. */
  welcomed(): number {
    return this.#welcomed;
  }

  /** As Slack does every few hours: the app is to open another connection, and this one closes soon. */
  refresh(): void {
    for (const { socket } of this.#connections)
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  }

  /** A connection that breaks without a word. */
  cut(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  async tell({ kind, payload }: Told): Promise<unknown> {
    const connection = this.#connections.at(-1);
    if (!connection) return { failed: 'the app is not connected' };
    const envelope = randomUUID();
    const { socket, waiting } = connection;
    const answer = new Promise<unknown>((resolve) => {
      waiting.set(envelope, resolve);
      setTimeout(() => resolve({ failed: 'the app did not acknowledge it within 3 s' }), patienceMs).unref();
    });
    const type = { actions: 'interactive', commands: 'slash_commands', events: 'events_api' }[kind];
    socket.send(
      JSON.stringify({ envelope_id: envelope, type, payload, accepts_response_payload: kind !== 'events' }),
    );
    return answer.finally(() => waiting.delete(envelope));
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    const connection: Connection = { socket, waiting: new Map() };
    this.#connections.push(connection);
    this.#welcomed += 1;
    const ping = setInterval(() => socket.ping(), pingEachMs).unref();
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      this.#connections.splice(this.#connections.indexOf(connection), 1);
    });
    socket.on('message', (data) => {
      const message = parseJson(Buffer.isBuffer(data) ? data.toString() : '');
      connection.waiting.get(textOf(message, 'envelope_id') ?? '')?.(fieldOf(message, 'payload'));
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.length,
        connection_info: { app_id: 'A00000001' },
        debug_info: { host: 'stand-in', approximate_connection_time: 18_060 },
      }),
    );
  }
}
