import { isDeepStrictEqual } from 'node:util';
import type { CountedHours } from '#core/promises/input';
import type { Counts } from '#core/promises/hours';
import type { Counted, KeptObjective } from '#core/promises/promise';
import type { PrometheusClient } from '#prometheus/client';
import { askHours, askLive, type LiveCounts } from './ask.ts';
import { countedAsWritten, countedBefore, countedBy } from './counted.ts';
import { findOut } from './find-out.ts';
import type { Listed } from './listed.ts';
import { closedTo, missingHours, type Reported, wantedFrom } from './spans.ts';

/** What is known of one objective only while we run. */
export interface Live {
  readonly counts?: LiveCounts;
  /** Why nothing, or nothing new, is known. */
  readonly problem?: string;
  /** When the data source was last asked how it is counted. */
  readonly lookedAt?: number;
}

export interface CountParts {
  readonly client: (source: string) => PrometheusClient | undefined;
  readonly firstSource: string | undefined;
  /** Of a service, as far as it is known by now. */
  readonly selectorOf: (service: string) => string | undefined;
  readonly reported: Reported;
  readonly now: number;
}

/** What one look came to. */
export interface Count {
  readonly live: Live;
  readonly kept: KeptObjective;
  readonly hours: readonly CountedHours[];
  /** It is counted otherwise than before: what was kept tells of something else. */
  readonly anew: boolean;
}

/** So often it is looked again whether what counted nothing is counted otherwise now. */
const lookAgainMs = 10 * 60_000;
/** What was not there yet may be there with the next scrape. */
const lookSoonMs = 14_000;
/** Of a year there are thirteen: the rest comes with the next look. */
const mostPieces = 4;

export async function countOne(
  listed: Listed,
  before: { readonly kept: KeptObjective | undefined; readonly live: Live | undefined },
  parts: CountParts,
): Promise<Count> {
  const of = countedBy(listed);
  const anew = before.kept?.of !== undefined && before.kept.of !== of;
  const kept: KeptObjective = anew || !before.kept ? { objective: listed.id } : before.kept;
  const found = await resolve(listed, { kept, live: before.live }, parts);
  const { counted } = found;
  const looked = found.lookedAt !== undefined && { lookedAt: found.lookedAt };
  if (!counted)
    return { live: { problem: found.problem ?? '', ...looked }, kept: { ...kept, of }, hours: [], anew };
  const { selector } = found;
  const next = { ...kept, counted, of, ...(selector !== undefined && { selector }) };
  const client = parts.client(counted.source);
  if (!client) return { live: { problem: noSource(counted.source), ...looked }, kept: next, hours: [], anew };
  const running = anew ? undefined : before.live?.counts?.running;
  const counting = { listed, kept: next, counted, client, looked: looked || {}, ...(running && { running }) };
  return { anew, ...(await count(counting, parts)) };
}

const noSource = (name: string): string => `there is no data source "${name}" to ask`;

interface Resolved {
  readonly counted?: Counted;
  readonly selector?: string;
  readonly problem?: string;
  readonly lookedAt?: number;
}

async function resolve(
  listed: Listed,
  { kept, live }: { readonly kept: KeptObjective; readonly live: Live | undefined },
  parts: CountParts,
): Promise<Resolved> {
  const selector = listed.service.selector ?? parts.selectorOf(listed.service.name);
  const had = selector !== undefined && { selector };
  const written = countedAsWritten(listed, { firstSource: parts.firstSource, selector });
  if (written) return { counted: written, ...had };
  const before = countedBefore(listed, kept);
  const still = before && (selector === undefined || selector === kept.selector) ? before : undefined;
  const nothing = live?.counts !== undefined && !live.counts.windows.has('1h');
  const lookedAgo = parts.now - (live?.lookedAt ?? -Infinity);
  if (still && !(nothing && lookedAgo >= lookAgainMs))
    return {
      counted: still,
      ...(kept.selector !== undefined && { selector: kept.selector }),
      ...lookedBefore(live),
    };
  if (selector === undefined)
    return { problem: 'its service is not seen in the data source: give the service a `selector`' };
  if (live?.problem !== undefined && live.lookedAt !== undefined && lookedAgo < lookSoonMs)
    return { problem: live.problem, lookedAt: live.lookedAt };
  return look(listed, { selector, before: still }, parts);
}

const lookedBefore = (live: Live | undefined): { lookedAt?: number } =>
  live?.lookedAt === undefined ? {} : { lookedAt: live.lookedAt };

async function look(
  listed: Listed,
  { selector, before }: { readonly selector: string; readonly before: Counted | undefined },
  { client, firstSource, now }: CountParts,
): Promise<Resolved> {
  const source = listed.service.source ?? firstSource;
  if (source === undefined)
    return {
      problem: 'there is no data source: start with --prometheus.url, or add data_sources to tocsin.yml',
    };
  const asked = client(source);
  if (!asked) return { problem: noSource(source) };
  const found = await findOut(listed, { client: asked, source, selector, now });
  if (found.problem === undefined) return { counted: found.counted, selector, lookedAt: now };
  const looked = !found.unreachable && { lookedAt: now };
  if (before) return { counted: before, selector, ...looked };
  return { problem: found.problem, ...looked };
}

interface Counting {
  readonly listed: Listed;
  readonly kept: KeptObjective;
  readonly counted: Counted;
  readonly client: PrometheusClient;
  readonly looked: { readonly lookedAt?: number };
  /** What the hour that runs had come to when it was last counted. */
  readonly running?: Counts;
}

async function count(
  { listed, kept, counted, client, looked, running }: Counting,
  { reported, now }: CountParts,
): Promise<Omit<Count, 'anew'>> {
  const { hours, next, problem } = await closeHours(
    { listed, kept, counted, client, looked },
    { reported, now },
  );
  const since =
    next.askedTo !== undefined && now - next.askedTo <= longestRunningMs ? next.askedTo : undefined;
  const live = await askLive(client, counted, { now, since });
  if (live.error !== undefined) {
    // What was counted stays counted: a silence of the data source gives no budget back, and mends no promise.
    const counts = running && next.askedTo === kept.askedTo && { windows: new Map(), running };
    return { kept: next, hours, live: { problem: live.error, ...looked, ...(counts && { counts }) } };
  }
  const isSilent =
    !live.found.windows.has('1h') && !hours.some(({ total }) => total.some((each) => each !== null));
  const why = problem ?? (isSilent ? silentProblem(counted) : undefined);
  return {
    kept: next,
    hours,
    live: { counts: live.found, ...(why !== undefined && { problem: why }), ...looked },
  };
}

/** The hour that runs, and one that is not asked for yet. */
const longestRunningMs = 2 * 3_600_000 + 120_000;

const silentProblem = ({ total }: Counted): string =>
  `no requests were counted in the last hour: ${total.replaceAll('$window', '1h')} gives nothing`;

interface Closed {
  readonly hours: readonly CountedHours[];
  readonly next: KeptObjective;
  readonly problem?: string;
}

/** Hours that are over and not asked for yet, as far back as they are worth having. */
async function closeHours(
  { listed, kept, counted, client }: Counting,
  { reported, now }: Pick<CountParts, 'reported' | 'now'>,
): Promise<Closed> {
  const wanted = { from: wantedFrom(listed, now, reported), to: closedTo(now) };
  const hours: CountedHours[] = [];
  let next = kept;
  for (const span of missingHours(kept, wanted).slice(0, mostPieces)) {
    const answer = await askHours(client, counted, span);
    if (answer.error !== undefined) return { hours, next, problem: answer.error };
    const { good, total } = answer.found;
    // What nobody knows stands for itself.
    if (total.some((each) => each !== null)) hours.push({ objective: listed.id, at: span.from, good, total });
    next = withSpan(next, span);
  }
  return { hours, next };
}

function withSpan(
  kept: KeptObjective,
  { from, to }: { readonly from: number; readonly to: number },
): KeptObjective {
  const { askedFrom, askedTo } = kept;
  const isBeside = askedFrom !== undefined && askedTo !== undefined && from <= askedTo && to >= askedFrom;
  return {
    ...kept,
    askedFrom: isBeside ? Math.min(askedFrom, from) : from,
    askedTo: isBeside ? Math.max(askedTo, to) : to,
  };
}

export const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);
