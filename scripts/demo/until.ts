import { setTimeout as pause } from 'node:timers/promises';

const stepMs = 100;

/** Asks until the answer is yes; says what it waited for when it was never. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  options: { withinMs: number; giveUp?: () => string | undefined },
): Promise<void> {
  const deadline = Date.now() + options.withinMs;
  for (;;) {
    if (await isSo().catch(() => false)) return;
    const reason = options.giveUp?.();
    if (reason !== undefined) throw new Error(`${what}: ${reason}`);
    if (Date.now() > deadline)
      throw new Error(`${what}: not within ${Math.round(options.withinMs / 1000)} s`);
    await pause(stepMs);
  }
}

export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.arrayBuffer();
  return response.ok;
}
