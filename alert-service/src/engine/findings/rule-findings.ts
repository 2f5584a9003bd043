import type { RuleGroup } from '#core/rule/rule';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Wanted, WantedSeries } from '#prometheus/promql';
import { type Asking, type Diagnosis, isThere, NotAnswered, whyNothing } from './diagnosis.ts';

/** A rule that works, and hardly does what it was written for. */
export interface RuleFinding extends Diagnosis {
  /** Since when it has been so, as far as is known. */
  readonly since: number;
}

export interface FindingsSource extends Pick<Asking, 'client' | 'timeoutMs'> {
  readonly name: string;
  /** One that does not answer is not asked. */
  readonly healthy: boolean;
}

export interface FindingsParts {
  /** What is evaluated now: another list where it changed. */
  readonly groups: () => readonly RuleGroup[];
  readonly sources: () => readonly FindingsSource[];
  /** What an expression needs to find. */
  readonly wanted: (expression: string) => readonly Wanted[];
  readonly clock: Clock;
  readonly log: Log;
}

export interface RuleFindings extends Loop {
  /** Of a rule that asks this source: what of it nothing has matched since it was loaded. */
  of(expression: string, source: string): readonly RuleFinding[];
}

/** What is known of one selector on one source. */
interface Look {
  readonly source: string;
  readonly wanted: WantedSeries;
  /** When a rule with it was first seen. */
  readonly since: number;
  /** Infinity: it has matched, and is not asked for again. */
  dueAt: number;
  why?: Diagnosis;
}

/** A source that was just started, or whose targets were, is given time. */
const firstAfterMs = 120_000;
const againAfterMs = 3_600_000;
const patienceMs = 60_000;
/** All selectors are spread over an hour, but nobody waits longer than this from one to the next. */
const longestGapMs = 5_000;
const shortestGapMs = 200;

/** Asks for each selector of each rule, one question at a time, until it has matched once; those that never did are told. */
export function createRuleFindings(parts: FindingsParts): RuleFindings {
  const { clock, log } = parts;
  const stopping = new AbortController();
  let looks: ReadonlyMap<string, Look> = new Map();
  /** By expression, so that each is read once. */
  let needs: ReadonlyMap<string, readonly Wanted[]> = new Map();
  let seen: readonly RuleGroup[] | undefined;
  let work: Promise<unknown> | undefined;

  const takeUp = (now: number): void => {
    const groups = parts.groups();
    if (groups === seen) return;
    seen = groups;
    const next = new Map<string, Look>();
    const nextNeeds = new Map<string, readonly Wanted[]>();
    for (const { source, rules } of groups)
      for (const { expression } of rules) {
        const need = nextNeeds.get(expression) ?? needs.get(expression) ?? parts.wanted(expression);
        nextNeeds.set(expression, need);
        for (const wanted of leavesOf(need)) {
          const key = keyOf(source, wanted);
          const before = looks.get(key) ?? { source, wanted, since: now, dueAt: now + firstAfterMs };
          if (!next.has(key)) next.set(key, before);
        }
      }
    looks = next;
    needs = nextNeeds;
  };
  const step = async (now: number): Promise<number> => {
    takeUp(now);
    const look = nextOf(looks);
    if (look && look.dueAt <= now) await ask(look, now, { parts, signal: stopping.signal });
    const gap = Math.min(Math.max(againAfterMs / (looks.size + 1), shortestGapMs), longestGapMs);
    return Math.min(now + patienceMs, Math.max(now + gap, nextOf(looks)?.dueAt ?? Infinity));
  };
  const alarm = createAlarm(clock, () => {
    work = step(clock.now())
      .catch((error: unknown) => {
        log.warn('it could not be looked whether rules match anything', { err: error });
        return clock.now() + patienceMs;
      })
      .then((at) => {
        if (!stopping.signal.aborted) alarm.set(at);
      });
  });

  return {
    start: () => alarm.set(clock.now()),
    nudge: () => alarm.set(clock.now()),
    step,
    async stop() {
      stopping.abort(new Error('stopping'));
      alarm.clear();
      await work;
    },
    of: (expression, source) =>
      unmatched(needs.get(expression) ?? [], (wanted) => looks.get(keyOf(source, wanted))),
  };
}

function nextOf(looks: ReadonlyMap<string, Look>): Look | undefined {
  let next: Look | undefined;
  for (const look of looks.values()) if (!next || look.dueAt < next.dueAt) next = look;
  return next;
}

const keyOf = (source: string, { text }: WantedSeries): string => `${source}\n${text}`;

const leavesOf = (all: readonly Wanted[]): WantedSeries[] =>
  all.flatMap((each) => ('anyOf' in each ? each.anyOf.flatMap(leavesOf) : [each]));

async function ask(
  look: Look,
  now: number,
  { parts, signal }: { readonly parts: FindingsParts; readonly signal: AbortSignal },
): Promise<void> {
  const source = parts.sources().find(({ name }) => name === look.source);
  look.dueAt = now + patienceMs;
  if (!source?.healthy) return;
  const asking = { client: source.client, timeoutMs: source.timeoutMs, now, signal };
  try {
    if (await isThere(look.wanted, asking)) {
      look.dueAt = Infinity;
      delete look.why;
      return;
    }
    look.why = await whyNothing(look.wanted, asking);
    look.dueAt = now + againAfterMs;
  } catch (error) {
    if (!(error instanceof NotAnswered)) throw error;
    look.dueAt = now + 5 * patienceMs;
  }
}

/** Of alternatives, none is told where one of them is there, or is not known yet. */
function unmatched(
  all: readonly Wanted[],
  lookAt: (wanted: WantedSeries) => Look | undefined,
): readonly RuleFinding[] {
  return all.flatMap((each) => {
    if ('anyOf' in each) {
      const sides = each.anyOf.map((side) => unmatched(side, lookAt));
      return sides.every((side) => side.length > 0) ? sides.flat() : [];
    }
    const look = lookAt(each);
    if (!look?.why) return [];
    const message = `nothing has matched ${each.text} since it was loaded: ${look.why.message}`;
    return [{ message, remedy: look.why.remedy, since: look.since }];
  });
}
