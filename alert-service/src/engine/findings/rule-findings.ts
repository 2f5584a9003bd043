import { createDueQueue, type DueQueue } from '#core/due-queue';
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
  let known = nothingKnown();
  let seen: readonly RuleGroup[] | undefined;
  let work: Promise<unknown> | undefined;

  const step = async (now: number): Promise<number> => {
    const groups = parts.groups();
    if (groups !== seen) known = await takeUp(groups, known, { parts, now });
    seen = groups;
    const { looks, due } = known;
    const [key] = due.take(now, 1);
    const look = key === undefined ? undefined : looks.get(key);
    if (key !== undefined && look) {
      due.set(key, now + patienceMs);
      const at = await ask(look, now, { parts, signal: stopping.signal });
      if (at === Infinity) due.delete(key);
      else due.set(key, at);
    }
    const gap = Math.min(Math.max(againAfterMs / (looks.size + 1), shortestGapMs), longestGapMs);
    return Math.min(now + patienceMs, Math.max(now + gap, due.next()));
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
    of(expression, source) {
      const { needs, looks } = known;
      const found = unmatched(needs.get(expression) ?? [], (wanted) => looks.get(keyOf(source, wanted)));
      return found.map(({ text, why: { message, remedy }, since }) => ({
        message: `nothing has matched ${text} since it was loaded: ${message}`,
        ...{ remedy, since },
      }));
    },
  };
}

interface Known {
  readonly looks: ReadonlyMap<string, Look>;
  /** By expression, so that each is read once. */
  readonly needs: ReadonlyMap<string, readonly Wanted[]>;
  /** Keys of looks: those that have matched are not in it. */
  readonly due: DueQueue;
}

const nothingKnown = (): Known => ({ looks: new Map(), needs: new Map(), due: createDueQueue() });

/** To read thousands of expressions takes a second: evaluations go in between. */
const readAtOnce = 100;

async function takeUp(
  groups: readonly RuleGroup[],
  { looks: before, needs: read, due }: Known,
  { parts, now }: { readonly parts: FindingsParts; readonly now: number },
): Promise<Known> {
  const looks = new Map<string, Look>();
  const needs = new Map<string, readonly Wanted[]>();
  let count = 0;
  for (const { source, rules } of groups)
    for (const { expression } of rules) {
      const need = needs.get(expression) ?? read.get(expression) ?? parts.wanted(expression);
      needs.set(expression, need);
      if (++count % readAtOnce === 0) await parts.clock.turn();
      for (const wanted of leavesOf(need)) {
        const key = keyOf(source, wanted);
        if (looks.has(key)) continue;
        looks.set(key, before.get(key) ?? { source, wanted, since: now });
        if (!before.has(key)) due.set(key, now + firstAfterMs);
      }
    }
  for (const key of before.keys()) if (!looks.has(key)) due.delete(key);
  return { looks, needs, due };
}

const keyOf = (source: string, { text }: WantedSeries): string => `${source}\n${text}`;

const leavesOf = (all: readonly Wanted[]): WantedSeries[] =>
  all.flatMap((each) => ('anyOf' in each ? each.anyOf.flatMap(leavesOf) : [each]));

/** When to ask again. Infinity: it has matched, and is not asked for any more. */
async function ask(
  look: Look,
  now: number,
  { parts, signal }: { readonly parts: FindingsParts; readonly signal: AbortSignal },
): Promise<number> {
  const source = parts.sources().find(({ name }) => name === look.source);
  if (!source?.healthy) return now + patienceMs;
  const asking = { client: source.client, timeoutMs: source.timeoutMs, now, signal };
  try {
    if (await isThere(look.wanted, asking)) {
      delete look.why;
      return Infinity;
    }
    look.why = await whyNothing(look.wanted, asking);
    return now + againAfterMs;
  } catch (error) {
    if (error instanceof NotAnswered) return now + 5 * patienceMs;
    throw error;
  }
}

interface Unmatched {
  readonly text: string;
  readonly why: Diagnosis;
  readonly since: number;
}

/** Of alternatives, none is told where one of them is there, or is not known yet. */
function unmatched(
  all: readonly Wanted[],
  lookAt: (wanted: WantedSeries) => Pick<Look, 'why' | 'since'> | undefined,
): readonly Unmatched[] {
  return all.flatMap((each) => {
    if ('anyOf' in each) {
      const sides = each.anyOf.map((side) => unmatched(side, lookAt));
      return sides.every((side) => side.length > 0) ? sides.flat() : [];
    }
    const { why, since } = lookAt(each) ?? {};
    return why && since !== undefined ? [{ text: each.text, why, since }] : [];
  });
}

/** So many selectors of one expression are looked at while somebody waits. */
const mostAtOnce = 10;

/** What of an expression matches nothing now; nothing where the source does not say. */
export async function findNow(wanted: readonly Wanted[], asking: Asking): Promise<readonly Diagnosis[]> {
  const whys = new Map<string, Diagnosis>();
  try {
    for (const leaf of leavesOf(wanted).slice(0, mostAtOnce))
      if (!(await isThere(leaf, asking))) whys.set(leaf.text, await whyNothing(leaf, asking));
  } catch (error) {
    if (!(error instanceof NotAnswered)) throw error;
  }
  const found = unmatched(wanted, ({ text }) => {
    const why = whys.get(text);
    return why && { why, since: asking.now };
  });
  return found.map(({ text, why: { message, remedy } }) => ({
    message: `nothing matches ${text}: ${message}`,
    remedy,
  }));
}
