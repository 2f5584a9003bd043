/** Alertmanager's retry: 500 ms x 1.5 each time, give or take half, at most 60 s. `random` in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  const base = Math.min(60_000, 500 * 1.5 ** Math.min(attempt - 1, 64));
  return Math.min(60_000, base * (0.5 + random));
}
