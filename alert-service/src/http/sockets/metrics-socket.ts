import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { LiveMetrics } from '#live/hub';
import type { SocketClient, Sockets } from './sockets.ts';

const Ask = z.object({
  type: z.literal('ping'),
  id: z.union([z.string().max(200), z.number()]).optional(),
});

/** `WS /api/metrics/stream?since=SEQ`: the whole, or what was missed; then each change. */
export const metricsSocket = (sockets: Sockets, live: LiveMetrics): RequestHandler =>
  sockets.handler((client, request) => {
    const { since } = request.query;
    const known = typeof since === 'string' && /^\d{1,16}$/.test(since) ? Number(since) : undefined;
    client.onText((text) => answer(client, text));
    const watching = live.watch(known, ({ text }) => client.send(text));
    client.onClose(watching.stop);
  });

function answer(client: SocketClient, text: string): void {
  const asked = readAsk(text);
  const message = asked
    ? { type: 'pong', ...(asked.id !== undefined && { id: asked.id }) }
    : { type: 'error', message: 'All that can be sent here is {"type":"ping"}.' };
  client.send(JSON.stringify(message));
}

function readAsk(text: string): z.output<typeof Ask> | undefined {
  try {
    return Ask.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
