import { pause } from '../server.ts';

/** How long the smallest question waits: what one piece of work holds up, all others wait for. */
export function answersLate(base: string): { stop(): Promise<readonly number[]> } {
  const late: number[] = [];
  let stopped = false;
  const asking = (async () => {
    while (!stopped) {
      const began = performance.now();
      await (await fetch(`${base}/-/healthy`)).text();
      late.push(performance.now() - began);
      await pause(50);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await asking;
      return late;
    },
  };
}
