import { alertBodies, type AlertShape } from '../alerts.ts';
import type { Client } from '../client.ts';
import type { Hook } from '../hook.ts';
import { pause } from '../server.ts';

export interface Flushed {
  readonly ingestSeconds: number;
  /** From the first post to the last webhook, less group_wait. */
  readonly flushSeconds: number;
}

const patienceMs = 60_000;

/** Posts all alerts and waits until `expected` of them were told. */
export async function postUntilTold(
  { client, hook, waitMs }: { client: Client; hook: Hook; waitMs: number },
  shape: AlertShape,
  expected: number,
): Promise<Flushed> {
  const bodies = alertBodies(shape, 1_000);
  const began = performance.now();
  await client.postAll('/api/v2/alerts', bodies);
  const ingestSeconds = (performance.now() - began) / 1_000;
  while (hook.firstAt.size < expected && performance.now() - began < patienceMs) await pause(20);
  return { ingestSeconds, flushSeconds: (hook.lastAt() - began - waitMs) / 1_000 };
}
