import type { Clock } from '#lib/clock';

type Timing = Pick<Clock, 'now' | 'at'>;

/** Does something with a signal that says when its time is over. */
export async function withDeadline<T>(
  clock: Timing,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const cancel = clock.at(clock.now() + ms, () =>
    deadline.abort(new DOMException('it took too long', 'TimeoutError')),
  );
  try {
    return await work(deadline.signal);
  } finally {
    cancel();
  }
}

/** What came of it, or `late`: it goes on, and somebody else waits for it. */
export async function withPatience<T>(clock: Timing, ms: number, work: Promise<T>): Promise<T | 'late'> {
  let cancel = (): void => undefined;
  const late = new Promise<'late'>((resolve) => {
    cancel = clock.at(clock.now() + ms, () => resolve('late'));
  });
  return Promise.race([work, late]).finally(() => cancel());
}
