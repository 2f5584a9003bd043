import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const stepMs = 600_000;
/** Of so many sets asked last … */
const lookedAt = 20;
/** … when so many had to be split though no rule of them fails alone, asking together does not pay here. */
const tooMany = 10;
const smallest = 5;

/** Whether rules are asked together, and since when and why not. */
export type TogetherState =
  { readonly on: true } | { readonly on: false; readonly since: number; readonly why: string };

/** What is remembered of a source, for an hour each and in this process only. */
export interface TogetherMemory {
  state(): TogetherState;
  turnOff(why: string): void;
  /** How many at most in one query. */
  atMost(): number;
  /** Smaller sets from now on, a step in ten minutes; false when they are as small as they get. */
  shrink(): boolean;
  /** Asked alone before and well: what was remarked on it then. Undefined: it is asked alone. */
  known(expression: string): Known | undefined;
  learn(expression: string, known: Known): void;
  askAlone(expressions: readonly string[]): void;
  /** These went wrong together, which may have been a bad moment of the source; true at the second time in a row. */
  strike(expressions: readonly string[]): boolean;
  acquit(expressions: readonly string[]): void;
  /** These are slow together: which of them it is shows when they are asked alone, once. One such set in a minute. */
  suspect(expressions: readonly string[]): void;
  /** Takes the suspects among them out. */
  takeSuspects(expressions: readonly string[]): ReadonlySet<string>;
  worked(): void;
  /** A set had to be split, and each of its rules is well alone. */
  splitForNothing(): void;
}

export interface Known {
  readonly infos?: readonly string[];
}

export interface MemoryOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly atMost: number;
  /** Expressions at most, the oldest are forgotten first: more than anybody has rules. */
  readonly bound?: number;
}

export function createTogetherMemory({ clock, log, atMost, bound = 100_000 }: MemoryOptions): TogetherMemory {
  const alone = new Map<string, number>();
  const known = new Map<string, Known>();
  const struck = new Set<string>();
  const suspects = new Set<string>();
  let suspectedAt = -Infinity;
  let shrunkAt = -Infinity;
  let size = { atMost, until: Infinity };
  return {
    ...createSwitch(clock, log),
    atMost() {
      if (clock.elapsed() >= size.until) size = { atMost, until: Infinity };
      return size.atMost;
    },
    shrink() {
      if (clock.elapsed() - shrunkAt < stepMs) return true;
      if (size.atMost <= smallest) return false;
      shrunkAt = clock.elapsed();
      size = { atMost: Math.max(smallest, Math.floor(size.atMost / 2)), until: clock.elapsed() + hourMs };
      return true;
    },
    known(expression) {
      const until = alone.get(expression);
      if (until === undefined || clock.elapsed() < until)
        return until === undefined ? known.get(expression) : undefined;
      // After its hour it has to show alone that it is well again.
      alone.delete(expression);
      known.delete(expression);
      return undefined;
    },
    learn(expression, told) {
      if (alone.has(expression)) return;
      known.set(expression, told);
      forgetOldest(known, bound);
    },
    askAlone(expressions) {
      for (const expression of expressions) {
        alone.delete(expression);
        alone.set(expression, clock.elapsed() + hourMs);
      }
      forgetOldest(alone, bound);
    },
    strike(expressions) {
      const isSecond = expressions.every((expression) => struck.has(expression));
      for (const expression of expressions) struck[isSecond ? 'delete' : 'add'](expression);
      forgetOldest(struck, bound);
      return isSecond;
    },
    acquit(expressions) {
      if (struck.size > 0) for (const expression of expressions) struck.delete(expression);
    },
    suspect(expressions) {
      if (clock.elapsed() - suspectedAt < minuteMs) return;
      suspectedAt = clock.elapsed();
      for (const expression of expressions) suspects.add(expression);
      forgetOldest(suspects, bound);
    },
    takeSuspects: (expressions) => new Set(expressions.filter((expression) => suspects.delete(expression))),
  };
}

/** Off where too much was asked for nothing. */
function createSwitch(
  clock: Clock,
  log: Log,
): Pick<TogetherMemory, 'state' | 'turnOff' | 'worked' | 'splitForNothing'> {
  let off: { readonly until: number; readonly since: number; readonly why: string } | undefined;
  let said: string | undefined;
  let wasted: boolean[] = [];
  const turnOff = (why: string): void => {
    if (why !== said) log.info('rules are asked one by one for an hour at a time', { why });
    said = why;
    off = { until: clock.elapsed() + hourMs, since: clock.now(), why };
    wasted = [];
  };
  const note = (isWasted: boolean): void => {
    wasted = [...wasted, isWasted].slice(-lookedAt);
    if (wasted.filter(Boolean).length >= tooMany)
      turnOff('queries for several rules fail too often where each rule alone is answered');
  };
  return {
    state() {
      if (off && clock.elapsed() >= off.until) off = undefined;
      return off ? { on: false, since: off.since, why: off.why } : { on: true };
    },
    turnOff,
    worked: () => note(false),
    splitForNothing: () => note(true),
  };
}

/** They keep the order in which they were told. */
function forgetOldest(kept: Map<string, unknown> | Set<string>, bound: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= bound) return;
    kept.delete(oldest);
  }
}
