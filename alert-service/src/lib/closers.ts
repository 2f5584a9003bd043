import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Whoever starts it can stop it: named closers, newest first, under one deadline. */
export interface Closers {
  add(name: string, close: () => void | Promise<void>): void;
  closeAll(deadlineMs: number): Promise<void>;
}

export function createClosers(clock: Clock, log: Log): Closers {
  const closers: { name: string; close: () => void | Promise<void> }[] = [];
  const closeOne = async ({ name, close }: (typeof closers)[number], deadline: number): Promise<void> => {
    let cancel = (): void => undefined;
    const late = new Promise<'late'>((resolve) => {
      cancel = clock.at(deadline, () => resolve('late'));
    });
    try {
      const outcome = await Promise.race([Promise.resolve(close()), late]);
      if (outcome === 'late') log.warn('did not stop in time', { part: name });
    } catch (error) {
      log.error('stopping failed', { part: name, err: error });
    } finally {
      cancel();
    }
  };
  return {
    add: (name, close) => void closers.push({ name, close }),
    async closeAll(deadlineMs) {
      const deadline = clock.now() + deadlineMs;
      for (let closer = closers.pop(); closer; closer = closers.pop()) await closeOne(closer, deadline);
    },
  };
}
