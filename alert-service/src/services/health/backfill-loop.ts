import { dayMs } from '#core/health/days';
import type { HealthDay } from '#core/health/service-health';
import type { Engine } from '#engine/engine';
import { createAlarm } from '#lib/alarm';
import { type Clock, until } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Catalogue, KnownService } from '#services/catalogue/catalogue';
import type { AskedSource } from './asker.ts';
import {
  backfilledDays,
  backfillUntil,
  daysOf,
  layPoint,
  type Past,
  type PastValues,
  stateThen,
  stepMs,
} from './backfill.ts';
import { type Job, selectorJobs } from './jobs.ts';
import { levelQuestions, rateQuestions, type Scope, type ValueName } from './questions.ts';

export interface BackfillParts {
  readonly engine: Pick<Engine, 'state' | 'submit'>;
  readonly catalogue: Catalogue;
  readonly sources: () => readonly AskedSource[];
  readonly clock: Clock;
  readonly log: Log;
  /** Between two queries: what people wait for goes before. */
  readonly pauseMs: number;
  /** How often it is looked for services without a past. */
  readonly lookEveryMs: number;
}

const together = 10;
/** One query asks for so much; a source that keeps less is not asked further back. */
const spanMs = 7 * dayMs;
const timeoutMs = 30_000;

/** The data source did not answer: all of it is tried again later. */
class Silent extends Error {
  override name = 'Silent';
}

/** Calculates what services were before they were first seen, as far as their data source knows: slowly, a few at a time. */
export function createBackfill(parts: BackfillParts): Loop {
  const { clock, log, lookEveryMs } = parts;
  const stopping = new AbortController();
  const filled = new Set<string>();
  let work: Promise<void> | undefined;
  const step = async (): Promise<number> => {
    work ??= fillSome(parts, filled, stopping.signal)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.info('the past of services is not known yet', { err: error });
      })
      .finally(() => (work = undefined));
    await work;
    return clock.now() + lookEveryMs;
  };
  const ring = (): void => void step().then((next) => !stopping.signal.aborted && alarm.set(next));
  const alarm = createAlarm(clock, ring);
  return {
    start: () => alarm.set(clock.now() + lookEveryMs),
    nudge: ring,
    step,
    async stop() {
      stopping.abort();
      alarm.clear();
      await work;
    },
  };
}

/** `filled`: those that have their past. To find out of thousands holds up what else is to be done. */
async function fillSome(parts: BackfillParts, filled: Set<string>, signal: AbortSignal): Promise<void> {
  const { engine, catalogue, clock } = parts;
  const sources = parts.sources();
  const now = clock.now();
  const wanted = catalogue.services().filter(({ name }) => {
    if (filled.has(name) || !engine.state().health.has(name)) return false;
    const isWanted = backfillUntil(engine.state(), name, now) !== undefined;
    if (!isWanted) filled.add(name);
    return isWanted;
  });
  for (const source of sources) {
    const own = wanted.filter((each) => (each.source ?? sources[0]?.name) === source.name);
    for (let from = 0; from < own.length; from += together)
      await fill({ parts, source, signal }, own.slice(from, from + together));
  }
}

interface Filling {
  readonly parts: BackfillParts;
  readonly source: AskedSource;
  readonly signal: AbortSignal;
}

async function fill(filling: Filling, services: readonly KnownService[]): Promise<void> {
  const { engine, clock, log } = filling.parts;
  const now = clock.now();
  const ends = new Map(
    services.flatMap(({ name }) => {
      const end = backfillUntil(engine.state(), name, now);
      return end === undefined ? [] : [[name, end] as const];
    }),
  );
  const asked = services.filter(({ selector }) => selector !== '');
  const pasts =
    asked.length > 0 ? await pastsOf(filling, asked, Math.max(...ends.values())) : new Map<string, Past>();
  const backfill = [...ends].flatMap(([name, end]): HealthDay[] =>
    daysOf(name, pasts.get(name) ?? new Map(), end),
  );
  await engine.submit({ kind: 'health', changes: [], backfill });
  log.info('the past of services was calculated', { services: ends.size, days: backfill.length });
}

/** From the newest on backwards, until the source has nothing older. */
async function pastsOf(
  filling: Filling,
  services: readonly KnownService[],
  end: number,
): Promise<Map<string, Past>> {
  const pasts = new Map<string, Map<number, ReturnType<typeof stateThen>>>();
  const last = Math.ceil(end / stepMs) * stepMs;
  const oldest = last - backfilledDays * dayMs;
  const byName = new Map(services.map((each) => [each.name, each]));
  for (let to = last; to > oldest; to -= spanMs) {
    const values = await valuesOf(filling, services, { from: Math.max(oldest, to - spanMs) + stepMs, to });
    if (values.size === 0) break;
    for (const [name, times] of values) {
      const service = byName.get(name);
      const past = pasts.get(name) ?? new Map<number, ReturnType<typeof stateThen>>();
      pasts.set(name, past);
      if (service) for (const [at, known] of times) past.set(at, stateThen(service, known, at));
    }
  }
  return pasts;
}

async function valuesOf(
  filling: Filling,
  services: readonly KnownService[],
  span: { readonly from: number; readonly to: number },
): Promise<PastValues> {
  const values: PastValues = new Map();
  let isCounted = true;
  for (const job of selectorJobs(services, pastQuestions)) {
    const answered = await ask(filling, { job, span, values });
    if (job.name === 'failed') isCounted = answered;
    await until(filling.parts.clock, filling.parts.clock.now() + filling.parts.pauseMs, filling.signal);
  }
  // Failures that nobody counts are not none.
  if (!isCounted)
    for (const times of values.values()) for (const known of times.values()) delete known.classified;
  return values;
}

interface Asking {
  readonly job: Job;
  readonly span: { readonly from: number; readonly to: number };
  readonly values: PastValues;
}

/** A query that the source refuses leaves its value unknown. Whether it was answered. */
async function ask({ source, signal, parts }: Filling, { job, span, values }: Asking): Promise<boolean> {
  const answer = await source.client.queryRange({ query: job.query, ...span, stepMs, timeoutMs, signal });
  if (answer.error) {
    if (answer.error.kind !== 'query') throw new Silent(answer.error.message);
    parts.log.warn('a query about the past was refused', { query: job.name, why: answer.error.message });
    return false;
  }
  if (answer.result.type !== 'matrix') return false;
  for (const { labels, points } of answer.result.series) {
    const service = job.serviceOf({ labels });
    if (service === undefined) continue;
    for (const { at, value } of points) layPoint(values, { service, name: job.name, at, value });
  }
  return true;
}

/** Numbers without a limit decide nothing. */
const unasked: readonly ValueName[] = ['cores', 'memory', 'connections', 'up'];

function pastQuestions(scope: Scope): ReadonlyMap<ValueName, string> {
  const all = new Map([...levelQuestions(scope), ...rateQuestions(scope, stepMs)]);
  for (const name of unasked) all.delete(name);
  return new Map([['up', `avg (avg_over_time(up{${scope.matchers}}[15m]))`], ...all]);
}
