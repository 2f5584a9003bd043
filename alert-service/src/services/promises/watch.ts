import type { Objective } from '@tocsin/api';
import type { PostedAlert } from '#core/input';
import { dayOf } from '#core/promises/hours';
import type { PromiseInput } from '#core/promises/input';
import { periodAt } from '#core/promises/period';
import type { KeptObjective } from '#core/promises/promise';
import type { Engine } from '#engine/engine';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { ServiceSettings } from '#config/services/settings';
import { type Count, type CountParts, countOne, isSame, type Live } from './counting.ts';
import { type Listed, listedObjectives } from './listed.ts';
import { lookAt, lookClosely, type Looking } from './look.ts';
import { notesOf } from './notes.ts';
import type { Promises } from './promises.ts';
import { slaPosts } from './sla-alerts.ts';
import type { Reported } from './spans.ts';

export interface WatchParts {
  readonly engine: Pick<Engine, 'state' | 'submit'>;
  readonly clock: Clock;
  readonly log: Log;
  /** In force, asked at each use. */
  readonly settings: () => { readonly services: readonly ServiceSettings[]; readonly reported: Reported };
  readonly counting: () => Pick<CountParts, 'client' | 'firstSource' | 'selectorOf'>;
  readonly rulesOf: Looking['rulesOf'];
  /** The rules are to be made anew: something is counted otherwise. */
  readonly onCounted: () => void;
  readonly externalUrl: string;
}

export interface PromiseWatch extends Omit<Promises, 'reports'> {
  /** How it stood, or stands, in another period. */
  within(listed: Listed, span: { readonly from: number; readonly to: number }): Objective;
  readonly loop: Loop;
}

/** Many objectives are asked for less often: the data source has rules to answer, too. */
const everyMs = (objectives: number): number => Math.min(60_000, Math.max(15_000, objectives * 750));
/** Whoever draws them asks again and again. */
const freshMs = 5_000;
const atOnce = 4;
/** Longer than any period. */
const keptMs = 400 * 86_400_000;

interface Watching {
  readonly parts: WatchParts;
  readonly live: Map<string, Live>;
  forgotAt: string;
  shown?: { readonly at: number; readonly of: unknown; readonly all: readonly Objective[] };
}

/** Counts each minute what was promised, keeps what is new, and tells of what is broken. */
export function createPromiseWatch(parts: WatchParts): PromiseWatch {
  const watching: Watching = { parts, live: new Map(), forgotAt: '' };
  const { clock, log } = parts;
  const listed = (): readonly Listed[] => listedObjectives(parts.settings().services);
  let under = Promise.resolve();
  let stopped = false;
  const alarm = createAlarm(clock, () => {
    under = lookAll(watching, clock.now())
      .catch((error: unknown) => log.warn('promises could not be counted', { err: error }))
      .then(() => nudge(clock.now() + everyMs(listed().length)));
  });
  const nudge = (at: number): void => {
    if (!stopped) alarm.set(at);
  };
  return {
    objectives: () => allOf(watching, clock.now()),
    objective(id) {
      const found = listed().find((each) => each.id === id);
      return found && lookClosely(found, lookingOf(watching, clock.now()));
    },
    problems: () => problemsOf(watching, listed()),
    within: (each, span) => lookAt(each, lookingOf(watching, clock.now()), span),
    loop: {
      start: () => nudge(clock.now()),
      nudge: () => nudge(clock.now()),
      async step(now) {
        await lookAll(watching, now);
        return now + everyMs(listed().length);
      },
      async stop() {
        stopped = true;
        alarm.clear();
        await under;
      },
    },
  };
}

function lookingOf({ parts, live }: Watching, now: number): Looking {
  const { engine, settings, rulesOf } = parts;
  return { state: engine.state(), live, zone: settings().reported.zone, now, rulesOf };
}

function allOf(watching: Watching, now: number): readonly Objective[] {
  const { services } = watching.parts.settings();
  const { shown } = watching;
  if (shown && shown.of === services && Math.abs(now - shown.at) < freshMs) return shown.all;
  const looking = lookingOf(watching, now);
  const all = listedObjectives(services).map((each) => lookAt(each, looking));
  watching.shown = { at: now, of: services, all };
  return all;
}

const problemsOf = ({ parts, live }: Watching, listed: readonly Listed[]): readonly string[] =>
  listed.flatMap((each) => {
    const problem = live.get(each.id)?.problem ?? parts.rulesOf(each).problem;
    return problem === undefined ? [] : [`${each.id}: ${problem}`];
  });

/** Kept while others are still counted: the rules of all of them at once would hold up everything else for a second. */
const atATime = 10;

async function lookAll(watching: Watching, now: number): Promise<void> {
  const { parts, live } = watching;
  const { services, reported } = parts.settings();
  const listed = listedObjectives(services);
  for (const id of [...live.keys()]) if (!listed.some((each) => each.id === id)) live.delete(id);
  if (listed.length === 0) return forgetOld(watching, now);
  const counting = { ...parts.counting(), reported, now };
  for (let from = 0; from < listed.length; from += atATime) {
    const counts = await countAll(watching, listed.slice(from, from + atATime), counting);
    delete watching.shown;
    await keepCounts(watching, counts);
  }
  await noteAll(watching, listed, now);
  await forgetOld(watching, now);
}

/** A few at a time: the data source has rules to answer, too. */
async function countAll(
  { parts, live }: Watching,
  listed: readonly Listed[],
  counting: CountParts,
): Promise<readonly Count[]> {
  const counts: Count[] = [];
  const waiting = [...listed];
  const work = async (): Promise<void> => {
    for (let each = waiting.shift(); each; each = waiting.shift()) {
      const kept = parts.engine.state().objectives.get(each.id);
      const count = await countOne(each, { kept, live: live.get(each.id) }, counting);
      live.set(each.id, count.live);
      counts.push(count);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return counts;
}

async function keepCounts({ parts }: Watching, counts: readonly Count[]): Promise<void> {
  const { engine, onCounted } = parts;
  const before = (count: Count): KeptObjective | undefined =>
    engine.state().objectives.get(count.kept.objective);
  const changed = counts.filter((count) => !isSame(before(count), count.kept));
  if (changed.length === 0) return;
  const rulesDiffer = changed.some((count) => !isSame(before(count)?.counted, count.kept.counted));
  const hours = counts.flatMap((count) => count.hours);
  const forget = counts.filter(({ anew }) => anew).map(({ kept }) => kept.objective);
  await engine.submit({
    kind: 'promise',
    objectives: changed.map(({ kept }) => kept),
    ...(hours.length > 0 && { hours }),
    ...(forget.length > 0 && { forget }),
  });
  if (rulesDiffer) onCounted();
}

async function noteAll(watching: Watching, listed: readonly Listed[], now: number): Promise<void> {
  const { engine, settings, externalUrl } = watching.parts;
  const { zone } = settings().reported;
  const looking = lookingOf(watching, now);
  const notes: NonNullable<PromiseInput['notes']>[number][] = [];
  const objectives: KeptObjective[] = [];
  const posts: PostedAlert[] = [];
  for (const each of listed) {
    const view = lookAt(each, looking);
    const kept = engine.state().objectives.get(each.id) ?? { objective: each.id };
    const ended = (from: number): Objective => lookAt(each, looking, periodFrom(each, { from, zone }));
    const noted = notesOf({ listed: each, kept, view, ended });
    notes.push(...noted.notes);
    if (!isSame(noted.kept, kept)) objectives.push(noted.kept);
    posts.push(...slaPosts({ listed: each, view, alerts: engine.state().alerts, now, externalUrl }));
  }
  if (notes.length > 0 || objectives.length > 0)
    await engine.submit({ kind: 'promise', objectives, ...(notes.length > 0 && { notes }) });
  if (posts.length > 0) await engine.submit({ kind: 'alerts', alerts: posts });
}

const periodFrom = (
  { settings: { window } }: Listed,
  { from, zone }: { readonly from: number; readonly zone: string },
) => periodAt('calendar' in window ? window.calendar : 'month', from, zone);

/** Once a day, what is older than any period. */
async function forgetOld(watching: Watching, now: number): Promise<void> {
  const { engine } = watching.parts;
  const today = dayOf(now);
  if (watching.forgotAt === today) return;
  watching.forgotAt = today;
  const forgetBefore = dayOf(now - keptMs);
  const isOld = [...engine.state().objectiveDays.values()].some(({ day }) => day < forgetBefore);
  if (isOld) await engine.submit({ kind: 'promise', forgetBefore });
}
