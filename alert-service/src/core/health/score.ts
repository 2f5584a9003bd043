import { type HealthState, healthRank, numberWords, readingOf } from '@tocsin/model';
import { pointsOf, stateOf } from './points.ts';
import { isKnown, type Measured, type Term } from './term.ts';

/** The term that a measurement makes. `before`: what it was, since when it was past its limit. */
export function termOf(measured: Measured, now: number, before?: Pick<Term, 'state' | 'since'>): Term {
  const { found, ...shown } = measured;
  const state = found ?? stateOf(measured.value, measured, before?.state);
  const { value, ...rest } = shown;
  const points = found ? pointsOfFound(measured, found) : pointsMeasured(measured, state);
  const isBad = state === 'failing' || state === 'degraded';
  const since = isBad ? Math.min(before?.since ?? now, now) : undefined;
  return {
    ...rest,
    ...(value !== undefined && !Number.isNaN(value) && { value }),
    points: Math.round(points * 10) / 10,
    state,
    text: textOf(measured, state),
    ...(since !== undefined && { since }),
  };
}

const pointsFound = { healthy: 100, degraded: 50, failing: 0, 'no-data': 0 } as const;

/** Of targets, as many as answer. */
const pointsOfFound = ({ kind, value = 0 }: Measured, found: NonNullable<Measured['found']>): number =>
  kind === 'up' ? Math.min(1, Math.max(0, value)) * 100 : pointsFound[found];

const pointsMeasured = (measured: Measured, state: HealthState): number =>
  measured.value === undefined || state === 'no-data' ? 0 : pointsOf(measured.value, measured);

/** `8.4 %, limit 5 %`; of what is not known, why. */
function textOf({ kind, value, unit, why, degraded, failing, found }: Measured, state: HealthState): string {
  if (state === 'no-data') return why === undefined ? 'not known' : `not known: ${why}`;
  if (kind === 'up') return upWords(value ?? 0);
  if (found && why !== undefined) return why;
  if (value === undefined) return state;
  const limit = state === 'failing' ? failing : (degraded ?? failing);
  const reading = readingOf({
    expression: '',
    value: String(value).replace('Infinity', 'Inf'),
    ...(unit !== undefined && { unit }),
    ...(limit !== undefined && { limit, comparison: '>' as const }),
  });
  return reading?.both ?? numberWords(value);
}

const upWords = (share: number): string =>
  share >= 1
    ? 'all targets answer'
    : share <= 0
      ? 'no target answers'
      : `${numberWords(share * 100)}\u00a0% of its targets answer`;

export interface Score {
  /** The worst of what is known; no data where nothing is. */
  readonly state: Exclude<HealthState, 'maintenance'>;
  readonly score?: number;
  /** `(3 × 20 + 2 × 100) / 5 = 52`. */
  readonly arithmetic: string;
}

/** A service of which something fails is none of 90 points, however much else is well. */
const mostWhile = { failing: 49, degraded: 79 } as const;

/** Weighted mean of what is known. What is not known counts neither for nor against, and is named. */
export function scoreOf(terms: readonly Term[]): Score {
  const known = terms.filter((term) => isKnown(term) && term.weight > 0);
  const unknown = terms.filter((term) => !isKnown(term));
  const without =
    unknown.length > 0
      ? `; ${unknown.map(({ title }) => title).join(', ')} ${unknown.length > 1 ? 'are' : 'is'} not known`
      : '';
  if (known.length === 0) return { state: 'no-data', arithmetic: `no score: nothing is known${without}` };
  const weight = known.reduce((sum, term) => sum + term.weight, 0);
  const mean = known.reduce((sum, term) => sum + term.weight * term.points, 0) / weight;
  const state = worstOf(known);
  const most = state === 'failing' || state === 'degraded' ? mostWhile[state] : 100;
  const rounded = Math.round(mean);
  const score = Math.min(rounded, most);
  const sum = known.map((term) => `${numberWords(term.weight)} × ${numberWords(term.points)}`).join(' + ');
  const capped = score < rounded ? `, at most ${most} while one is ${state}` : '';
  return { state, score, arithmetic: `(${sum}) / ${numberWords(weight)} = ${rounded}${capped}${without}` };
}

function worstOf(known: readonly Term[]): 'failing' | 'degraded' | 'healthy' {
  if (known.some(({ state }) => state === 'failing')) return 'failing';
  return known.some(({ state }) => state === 'degraded') ? 'degraded' : 'healthy';
}

/** Worst first: by state, then by points, then by weight. */
export const worstTermsFirst = (terms: readonly Term[]): Term[] =>
  [...terms].sort(
    (a, b) =>
      healthRank(a.state) - healthRank(b.state) ||
      a.points - b.points ||
      b.weight - a.weight ||
      (a.name < b.name ? -1 : 1),
  );
