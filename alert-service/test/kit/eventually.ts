import { systemClock, until } from '#lib/clock';

/** Looks again until the answer is truthy, and gives it back; says what it was waiting for when it never is. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<Exclude<NonNullable<T>, false>> {
  const deadline = systemClock.elapsed() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<NonNullable<T>, false>;
    if (systemClock.elapsed() > deadline) throw new Error(`never came true: ${what}`);
    await until(systemClock, systemClock.now() + 20);
  }
}
