import { until } from './until.ts';
import { commandOf, type RunFile } from './run-file.ts';

/** Ends what a supervisor that was killed outright has left behind: only processes that are still what it had started. */
export async function endLeftovers(run: RunFile): Promise<number> {
  let ended = 0;
  // Newest first, as a stop in order: a database waits for its clients to leave.
  for (const { pid, command } of run.children.toReversed()) {
    if (!(await commandOf(pid))?.includes(command)) continue;
    try {
      process.kill(-pid, 'SIGTERM');
      ended += 1;
      await until('it did not end', async () => (await commandOf(pid)) === undefined, { withinMs: 8000 });
    } catch {
      // It ended by itself in between, or holds on to its port: then another is chosen.
    }
  }
  return ended;
}
