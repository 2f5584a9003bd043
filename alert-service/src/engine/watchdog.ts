import type { WatchdogCheck, WatchdogSettings } from '#config/watchdog-config';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';

/** Why a link of the chain from a rule to a person does not hold at `now`; undefined while it does. */
export type Check = (now: number, settings: WatchdogSettings) => string | undefined;

/** A call outside: why it did not get through, without any secret; undefined where it did. */
export type CallOut = (settings: WatchdogSettings, broken?: string) => Promise<string | undefined>;

export interface WatchdogMeter {
  called(at: number): void;
  callFailed(): void;
  /** What it found when it last looked. */
  looked(failing: ReadonlySet<WatchdogCheck>): void;
}

export interface WatchdogParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly checks: Readonly<Record<WatchdogCheck, Check>>;
  readonly callOut: CallOut;
  readonly meter: WatchdogMeter;
  /** Those in force, asked at each use; undefined: nobody is called. */
  readonly settings: () => WatchdogSettings | undefined;
}

/** What people and programs may be shown of it. Times in epoch ms. */
interface WatchdogStatus {
  readonly configured: boolean;
  /** It calls out. */
  readonly calls: boolean;
  /** Why it is silent, a sentence for each check that fails. */
  readonly reasons: readonly string[];
  readonly lastCallAt?: number;
  /** Why the last call did not get through. */
  readonly lastError?: string;
}

export interface Watchdog extends Loop {
  status(): WatchdogStatus;
}

/** While it must be silent, and after a call that did not get through, it looks again so soon. */
const lookAgainMs = 10_000;

/** What it knows while it runs. */
interface Watching {
  readonly parts: WatchdogParts;
  reasons: readonly string[];
  lastCallAt?: number;
  /** The next call, had it been silent or not. */
  dueAt: number;
  lastError?: string;
}

/**
 * The dead-man's switch: calls an outside service at regular times, and only while all that it can see of ourselves works.
 * When we die, hang or break, the calls stop, and whoever is out there pages.
 */
export function createWatchdog(parts: WatchdogParts): Watchdog {
  const { clock, log, settings } = parts;
  const watching: Watching = { parts, reasons: [], dueAt: 0 };
  let stopped = false;
  const ring = (): void => {
    void look(watching, clock.now())
      .catch((error: unknown) => {
        log.error('the watchdog failed by itself', { err: error });
        return clock.now() + lookAgainMs;
      })
      .then((next) => {
        if (!stopped) alarm.set(next);
      });
  };
  const alarm = createAlarm(clock, ring);
  return {
    start: ring,
    nudge: () => {
      if (!stopped) alarm.set(clock.now());
    },
    step: (now) => look(watching, now),
    // A call under way may take its whole time-out: nobody waits for it.
    async stop() {
      stopped = true;
      alarm.clear();
    },
    status: () => ({
      configured: settings() !== undefined,
      calls: settings() !== undefined && watching.reasons.length === 0,
      reasons: watching.reasons,
      ...(watching.lastCallAt !== undefined && { lastCallAt: watching.lastCallAt }),
      ...(watching.lastError !== undefined && { lastError: watching.lastError }),
    }),
  };
}

/** Resolves with when to look again. */
async function look(watching: Watching, now: number): Promise<number> {
  const { parts } = watching;
  const settings = parts.settings();
  const againAt = now + Math.min(lookAgainMs, settings?.intervalMs ?? lookAgainMs);
  judge(watching, settings ? failing(parts, settings, now) : new Map());
  if (!settings) return againAt;
  // A due time further away than an interval is of a clock that has been set back, or of another configuration.
  const isEarly = now < watching.dueAt && watching.dueAt <= now + settings.intervalMs;
  if (!isEarly) {
    const isThrough = await (watching.reasons.length === 0 ? call : tellBroken)(watching, settings, now);
    watching.dueAt = isThrough ? now + settings.intervalMs : againAt;
  }
  return Math.min(watching.dueAt, againAt);
}

function failing(
  { checks }: WatchdogParts,
  settings: WatchdogSettings,
  now: number,
): Map<WatchdogCheck, string> {
  const found = new Map<WatchdogCheck, string>();
  for (const check of settings.checks) {
    const reason = checks[check](now, settings);
    if (reason !== undefined) found.set(check, reason);
  }
  return found;
}

/** It falls silent, or calls again: said when it changes. */
function judge(watching: Watching, found: ReadonlyMap<WatchdogCheck, string>): void {
  const { log, meter } = watching.parts;
  const before = watching.reasons.length;
  watching.reasons = [...found.values()];
  meter.looked(new Set(found.keys()));
  // At once, not at the next regular call.
  if ((before === 0) !== (found.size === 0)) watching.dueAt = 0;
  if (before === 0 && found.size > 0)
    log.error('the watchdog is silent from here on, so that the outside pages', {
      why: watching.reasons.join('; '),
    });
  if (before > 0 && found.size === 0) log.info('the watchdog calls again');
}

type Called = (watching: Watching, settings: WatchdogSettings, now: number) => Promise<boolean>;

const call: Called = async (watching, settings, now) => {
  const { callOut, meter, log } = watching.parts;
  const error = await callOut(settings);
  if (error === undefined) {
    if (watching.lastError !== undefined) log.info('the watchdog gets through again');
    watching.lastCallAt = now;
    meter.called(now);
  } else {
    if (watching.lastError === undefined) log.warn('the watchdog does not get through', { err: error });
    meter.callFailed();
  }
  watching.lastError = error;
  return error === undefined;
};

/** Where the outside can be told why, it is. */
const tellBroken: Called = async ({ parts, reasons }, settings) =>
  settings.failUrl === undefined || (await parts.callOut(settings, reasons.join('; '))) === undefined;
