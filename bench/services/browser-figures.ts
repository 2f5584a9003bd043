import type { Page } from 'playwright-core';

/** Milliseconds from one frame to the next. */
export const framesDuring = (page: Page, seconds: number): Promise<number[]> =>
  page.evaluate<number[]>(`new Promise((resolve) => {
    const deltas = [];
    let last;
    const end = performance.now() + ${seconds * 1_000};
    const frame = (now) => {
      if (last !== undefined) deltas.push(now - last);
      last = now;
      if (now < end) requestAnimationFrame(frame); else resolve(deltas);
    };
    requestAnimationFrame(frame);
  })`);

/** What the page keeps, once all garbage is gone. */
export async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 2 ** 20;
}

/** Script, style and layout, from now on. */
export async function mainThreadOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const worked = new Set(['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']);
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.reduce((sum, { name, value }) => sum + (worked.has(name) ? value * 1_000 : 0), 0);
  };
}
