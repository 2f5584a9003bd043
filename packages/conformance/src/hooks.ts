import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Timing } from './world.ts';

/** One request to a webhook. */
export interface Delivery {
  /** Epoch ms. */
  readonly at: number;
  /** Path without the leading slash. */
  readonly to: string;
  /** What it was answered; 0 where it was kept hanging. */
  readonly status: number;
  readonly body: unknown;
}

export interface HookAnswer {
  readonly gives: number | 'hang';
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds that it takes to answer. */
  readonly after: number;
}

/** The webhooks of one scenario: they keep what they are told. */
export interface Hooks {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** Requests that are not answered yet, on purpose, and whose sender still waits. */
  hanging(): number;
  answer(to: string, answer: HookAnswer): void;
  stop(): Promise<void>;
}

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

const atOnce: HookAnswer = { gives: 200, headers: {}, after: 0 };

export async function startHooks({ now, until }: Timing): Promise<Hooks> {
  const deliveries: Delivery[] = [];
  const answers = new Map<string, HookAnswer>();
  const held = new Set<ServerResponse>();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const to = (request.url ?? '').replace(/^\//, '');
    const body = await jsonOf(request);
    const { gives, headers, after } = answers.get(to) ?? atOnce;
    deliveries.push({ at: now(), to, status: gives === 'hang' ? 0 : gives, body });
    if (gives === 'hang' || after > 0) {
      held.add(response);
      response.once('close', () => held.delete(response));
    }
    if (gives === 'hang') return;
    if (after > 0) await until(now() + after * 1_000);
    held.delete(response);
    response.writeHead(gives, { connection: 'close', ...headers }).end();
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error('the webhooks cannot listen on 127.0.0.1');
  return {
    url: `http://127.0.0.1:${address.port}`,
    deliveries,
    hanging: () => held.size,
    answer: (to, answer) => void answers.set(to, answer),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
