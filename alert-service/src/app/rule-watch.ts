import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';

export interface RuleWatchParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly intervalMs: number;
  /** What the rule files hold now; equal texts where nothing differs. */
  readonly look: () => Promise<string>;
  /** What they held when the rules in force were read. */
  readonly inForce: () => string;
  /** Reads them again; rejects where the rules before stay in force, and has told why. */
  readonly onChange: () => Promise<void>;
}

export interface RuleWatch {
  start(): void;
  /** One look; resolves once what it leads to is done. */
  step(): Promise<void>;
  stop(): Promise<void>;
}

/** What was made of the files that a look saw. */
interface Taken {
  readonly seen: string;
  readonly refused: boolean;
  /** What was in force then: a reload by hand makes it worth another try. */
  readonly inForce: string;
}

/**
 * Looks at the rule files again and again, since not every file system tells of changes. What two looks see alike is no
 * longer being written, and is read. A file that is refused is not read again until it changes.
 */
export function createRuleWatch(parts: RuleWatchParts): RuleWatch {
  const { clock, log, intervalMs, look, inForce, onChange } = parts;
  let before: string | undefined;
  let taken: Taken | undefined;
  let work: Promise<void> | undefined;
  let stopped = false;

  const isDone = (seen: string): boolean =>
    (seen === inForce() && taken?.refused !== true) || (seen === taken?.seen && inForce() === taken.inForce);

  const step = async (): Promise<void> => {
    const seen = await look();
    const settled = seen === before;
    before = seen;
    if (stopped || !settled || isDone(seen)) return;
    log.info('Rule files have changed: they are read again');
    const refused = await onChange().then(
      () => false,
      () => true,
    );
    taken = { seen, refused, inForce: inForce() };
  };
  const alarm = createAlarm(clock, () => {
    work = step()
      .catch((error: unknown) => log.error('Rule files cannot be looked at', { err: error }))
      .finally(() => {
        if (!stopped) alarm.set(clock.now() + intervalMs);
      });
  });
  return {
    start: () => alarm.set(clock.now() + intervalMs),
    step,
    async stop() {
      stopped = true;
      alarm.clear();
      await work;
    },
  };
}
