import type { HealthReason, HealthState } from '@tocsin/model';
import { type Held, heldFrom, hold, type Patience } from './hysteresis.ts';
import type { HealthVerdict } from './input.ts';
import { type Score, scoreOf, termOf, worstTermsFirst } from './score.ts';
import type { KeptTerm, ServiceHealth } from './service-health.ts';
import type { Measured, Term } from './term.ts';

/** What is remembered of a service from one measurement to the next; not kept. */
export interface Watched {
  readonly held: Held;
  readonly terms: ReadonlyMap<string, Pick<Term, 'state' | 'since'>>;
}

export interface Judged extends Score {
  /** What is shown: held with patience, or maintenance. */
  readonly shown: HealthState;
  /** Worst first. */
  readonly terms: readonly Term[];
  readonly watched: Watched;
  /** Where it differs from what was kept. */
  readonly verdict?: HealthVerdict;
}

export interface Judging extends Patience {
  readonly service: string;
  readonly measured: readonly Measured[];
  /** As it was last decided. */
  readonly kept: ServiceHealth | undefined;
  readonly watched: Watched | undefined;
  readonly inMaintenance: boolean;
  readonly now: number;
}

/** The health of one service from what was measured, what was known before, and the patience with changes. */
export function judge(judging: Judging): Judged {
  const { kept, measured, now, inMaintenance } = judging;
  const terms = worstTermsFirst(measured.map((each) => termOf(each, now, termBefore(judging, each.name))));
  const score = scoreOf(terms);
  const before = judging.watched?.held ?? (kept && heldFrom(kept.state));
  const held = hold(before, score.state, judging);
  const shown = inMaintenance ? 'maintenance' : held.state;
  const verdict = verdictOf(judging, { shown, terms, score });
  return {
    ...score,
    shown,
    terms,
    watched: { held, terms: new Map(terms.map((term) => [term.name, briefOf(term)])) },
    ...(verdict && { verdict }),
  };
}

const briefOf = ({ state, since }: Term): Pick<Term, 'state' | 'since'> => ({
  state,
  ...(since !== undefined && { since }),
});

/** After a start what was kept says since when; a silence in between ends nothing that was bad. */
function termBefore({ watched, kept }: Judging, name: string): Pick<Term, 'state' | 'since'> | undefined {
  const last = watched?.terms.get(name);
  if (last) return last;
  const old = watched ? undefined : kept?.terms.find((each) => each.name === name);
  return old && kept && { state: old.state, since: kept.since };
}

interface Found {
  readonly shown: HealthState;
  readonly terms: readonly Term[];
  readonly score: Score;
}

/** Not more often is it kept that another indicator leads, while the state is the same. */
const leadAtMostEveryMs = 60_000;

function verdictOf(judging: Judging, { shown, terms, score }: Found): HealthVerdict | undefined {
  const { kept, service } = judging;
  const isFirst = kept === undefined;
  // A service of which nothing came in yet is waited for a moment, so that none begins with no data.
  if (isFirst && shown === 'no-data' && !isSilentLongEnough(judging)) return undefined;
  const isSame = kept?.state === shown;
  if (isSame && !leadsOtherwise(judging, terms)) return undefined;
  const notable = terms.filter(({ state }) => state === 'failing' || state === 'degraded');
  return {
    service,
    state: shown,
    reason: isSame ? 'changed' : reasonOf(judging, shown, terms),
    ...(score.score !== undefined && { score: score.score }),
    terms: (shown === 'no-data' ? terms : notable).slice(0, 8).map(keptTerm),
  };
}

const keptTerm = ({ name, title, text, state }: Term): KeptTerm => ({
  name,
  text: `${title} ${text}`,
  state,
});

function isSilentLongEnough({ watched, now, noDataAfterMs }: Judging): boolean {
  const since = watched?.held.unknown;
  return since !== undefined && now - since >= noDataAfterMs;
}

function leadsOtherwise({ kept, now }: Judging, terms: readonly Term[]): boolean {
  if (!kept || (kept.state !== 'failing' && kept.state !== 'degraded')) return false;
  if (now - (kept.changedAt ?? kept.since) < leadAtMostEveryMs) return false;
  const lead = terms.find(({ state }) => state === kept.state);
  return lead !== undefined && lead.name !== kept.terms[0]?.name;
}

function reasonOf({ kept }: Judging, shown: HealthState, terms: readonly Term[]): HealthReason {
  if (!kept) return 'first-seen';
  if (shown === 'maintenance') return 'maintenance-began';
  if (kept.state === 'maintenance') return 'maintenance-ended';
  if (shown === 'no-data') return 'no-data';
  if (shown === 'healthy' || (kept.state === 'failing' && shown === 'degraded')) return 'recovered';
  const lead = terms.find(({ state }) => state === shown);
  if (lead?.kind === 'up') return 'down';
  return lead?.kind === 'probe' ? 'probe-failed' : 'over-limit';
}
