import { numberWords } from '@tocsin/model';
import type { Clock } from '#lib/clock';
import type { PrometheusClient } from '#prometheus/client';
import type { KnownService } from '#services/catalogue/catalogue';
import { availabilityFrom, availabilityQuestion } from '#services/promises/conventions';
import type { Availability } from './service-pages.ts';

/** How the requests of a service are counted, and how many of the last day were answered well. */
export interface Requests {
  /** Queries with `$window` in the place of a length. */
  readonly good: string;
  readonly total: string;
  readonly availability?: Availability;
}

export interface RequestsView {
  /** What is known; waits a moment for what is not known yet, and never for a data source that hangs. */
  of(service: KnownService): Promise<Requests | undefined>;
}

export interface RequestsParts {
  readonly client: (source?: string) => Pick<PrometheusClient, 'query'> | undefined;
  readonly clock: Clock;
}

interface Kept {
  asked: Promise<void>;
  at: number;
  found?: Requests;
}

const freshMs = 60_000;
/** What is not known yet may be soon. */
const unknownMs = 5_000;
const patienceMs = 300;
const mostKept = 500;
const timeoutMs = 10_000;

export function createRequestsView(parts: RequestsParts): RequestsView {
  const { clock } = parts;
  const known = new Map<string, Kept>();
  const ask = (service: KnownService): Kept => {
    const key = `${service.source ?? ''}\n${service.selector}\n${service.name}`;
    const before = known.get(key);
    if (before && isFresh(before, clock.now())) return before;
    if (!before && known.size >= mostKept) known.clear();
    const kept: Kept = before ?? { asked: Promise.resolve(), at: 0 };
    kept.at = clock.now();
    kept.asked = requestsOf(service, parts).then((found) => {
      // What does not answer now still counts as it did.
      if (found) kept.found = found;
    });
    known.set(key, kept);
    return kept;
  };
  return {
    async of(service) {
      const kept = ask(service);
      if (!kept.found) await Promise.race([kept.asked, wait(clock)]);
      return kept.found;
    },
  };
}

const isFresh = ({ at, found }: Kept, now: number): boolean =>
  now >= at && now - at < (found?.availability ? freshMs : unknownMs);

const wait = (clock: Clock): Promise<void> =>
  new Promise((resolve) => void clock.at(clock.now() + patienceMs, resolve));

async function requestsOf(service: KnownService, parts: RequestsParts): Promise<Requests | undefined> {
  const client = parts.client(service.source);
  const counted = client && (await countedOf(service, client, parts.clock.now()));
  if (!counted) return undefined;
  const [good, total] = await Promise.all(
    [counted.good, counted.total].map((query) => numberOf(query.replaceAll('$window', '24h'), client, parts)),
  );
  if (total === undefined || total <= 0) return counted;
  return { ...counted, availability: availabilityOf(Math.min(good ?? 0, total), total) };
}

type Client = Pick<PrometheusClient, 'query'>;

async function countedOf(
  { selector, settings }: KnownService,
  client: Client,
  at: number,
): Promise<Requests | undefined> {
  const own = settings?.objectives.find(({ kind, good }) => kind === 'availability' && good !== undefined);
  if (own?.good !== undefined && own.total !== undefined)
    return { good: counting(own.good, selector), total: counting(own.total, selector) };
  const answer = await client.query({ query: availabilityQuestion(selector), at, timeoutMs });
  if (answer.error || answer.result.type !== 'vector') return undefined;
  const found = availabilityFrom(answer.result.samples, selector);
  return 'problem' in found ? undefined : { good: found.good, total: found.total };
}

/** A counter as it stands is counted over the window. */
function counting(query: string, selector: string): string {
  const filled = query.trim().replaceAll('$selector', selector);
  return query.includes('$window') ? filled : `sum(increase(${filled}[$window]))`;
}

async function numberOf(
  query: string,
  client: Client,
  { clock }: RequestsParts,
): Promise<number | undefined> {
  const answer = await client.query({ query, at: clock.now(), timeoutMs });
  if (answer.error) return undefined;
  if (answer.result.type === 'scalar') return answer.result.sample.value;
  if (answer.result.type !== 'vector') return undefined;
  const value = answer.result.samples[0]?.value;
  return Number.isFinite(value) ? value : undefined;
}

const availabilityOf = (good: number, total: number): Availability => ({
  percent: (good / total) * 100,
  arithmetic: `${numberWords(Math.round(good))} of ${numberWords(Math.round(total))} requests were answered well`,
  window: '24h',
});
