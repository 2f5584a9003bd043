import { clock, type HealthState } from '@tocsin/model';
import type { State } from '#core/state';
import type { HealthView, Term } from '../health/health-view.ts';
import type { ProbeResult, Probes } from '../probes/probe.ts';

/** Something that speaks for a service not being well. */
export interface Sign {
  readonly kind: 'indicator' | 'probe' | 'alert' | 'incident';
  readonly service: string;
  /** Since when. */
  readonly at: number;
  /** `postgres: connections 98 %, limit 80 %, since 03:03` */
  readonly text: string;
  readonly state: HealthState;
  readonly incident?: string;
}

export interface HealthSources {
  readonly state: () => State;
  readonly health: Pick<HealthView, 'of'>;
  readonly probes: Pick<Probes, 'latest'>;
  readonly timeZone: string;
}

const isUnwell = (state: HealthState): boolean => state === 'failing' || state === 'degraded';
const rank = (state: HealthState): number => (state === 'failing' ? 0 : 1);

/** What is measured now; of what is well again, what it was at that moment. Worst first. */
export function signsOf(sources: HealthSources, service: string, moment: number): readonly Sign[] {
  const live = sources.health.of(service);
  const terms = (live?.terms ?? []).filter(({ state }) => isUnwell(state));
  const since = live?.since ?? moment;
  const now = terms.map((term) => ofTerm(sources, { service, term, since }));
  const known = new Set(terms.map(({ name }) => name));
  const failed = live ? [] : sources.probes.latest(service).filter(({ state }) => state === 'failing');
  const asked = failed
    .filter(({ probe }) => !known.has(`probe ${probe}`))
    .map((result) => ofProbe(sources, result));
  const signs = [...now, ...asked].sort((a, b) => rank(a.state) - rank(b.state) || a.at - b.at);
  return signs.length > 0 ? signs : past(sources, service, moment);
}

const sinceWords = ({ timeZone }: HealthSources, at: number): string => `since ${clock(at, timeZone)}`;

/** `Error rate` as it stands within a sentence; `CPU` stays. */
const inSentence = (title: string): string =>
  /^[A-Z][a-z]/.test(title) ? title.slice(0, 1).toLowerCase() + title.slice(1) : title;

function ofTerm(
  sources: HealthSources,
  { service, term, since }: { readonly service: string; readonly term: Term; readonly since: number },
): Sign {
  const { kind, title, text, state, since: at = since, why } = term;
  const said = [`${inSentence(title)} ${text}`, ...(kind === 'probe' && why && why !== text ? [why] : [])];
  return {
    ...{ kind: kind === 'probe' ? 'probe' : 'indicator', service, at, state },
    text: `${service}: ${said.join(', ')}, ${sinceWords(sources, at)}`,
  };
}

const ofProbe = (sources: HealthSources, { service, probe, at, text, state }: ProbeResult): Sign => ({
  ...{ kind: 'probe', service, at, state },
  text: `${service}: probe ${probe} ${text}, at ${clock(at, sources.timeZone)}`,
});

/** Of the rows: what was kept of its last change, or how it was then. */
function past(sources: HealthSources, service: string, moment: number): readonly Sign[] {
  const { health, healthDays } = sources.state();
  const kept = health.get(service);
  if (kept && isUnwell(kept.state)) {
    const words = kept.terms.map(({ text }) => text).join('; ') || kept.state;
    const text = `${service}: ${words}, ${sinceWords(sources, kept.since)}`;
    return [{ kind: 'indicator', service, at: kept.since, state: kept.state, text }];
  }
  const day = new Date(moment).toISOString().slice(0, 10);
  const changes = healthDays.get(`${service}\n${day}`)?.changes ?? [];
  const index = changes.findLastIndex(({ at }) => at <= moment + graceMs);
  const then = changes[index];
  if (!then || !isUnwell(then.state)) return [];
  const until = changes.slice(index + 1).find(({ state }) => !isUnwell(state));
  const span = until
    ? `from ${clock(then.at, sources.timeZone)} to ${clock(until.at, sources.timeZone)}`
    : sinceWords(sources, then.at);
  const text = `${service} was ${then.state} ${span}`;
  return [{ kind: 'indicator', service, at: then.at, state: then.state, text }];
}

/** What follows more than so long after is no sign of where something came from. */
export const graceMs = 2 * 60_000;
