import { type HealthState, numberWords, spokenDuration } from '@tocsin/model';
import type { Term } from './term.ts';

/** One service as the whole sees it. */
export interface Part {
  readonly service: string;
  readonly tier?: number;
  readonly state: HealthState;
  readonly score?: number;
  readonly since: number;
  /** Worst first. */
  readonly terms: readonly Term[];
}

export interface Whole {
  readonly state: HealthState;
  readonly score?: number;
  readonly sentence: string;
  readonly arithmetic: string;
  readonly counts: {
    readonly healthy: number;
    readonly degraded: number;
    readonly failing: number;
    readonly maintenance: number;
    readonly noData: number;
  };
  readonly colour: 'red' | 'yellow' | 'green';
  readonly load?: number;
  readonly loadText?: string;
  readonly since?: number;
}

/** A service of tier 1 counts four times, one of tier 3 and beyond once; where nothing is said, twice. */
export const weightOfTier = (tier: number | undefined): number =>
  tier === undefined || tier === 2 ? 2 : tier <= 1 ? 4 : 1;

/** What fails of tier 3 and beyond degrades the whole. */
const stateInWhole = ({ state, tier }: Part): HealthState =>
  state === 'failing' && tier !== undefined && tier >= 3 ? 'degraded' : state;

export function wholeOf(parts: readonly Part[], now: number): Whole {
  const of = (state: HealthState): readonly Part[] => parts.filter((part) => part.state === state);
  const states = parts.map(stateInWhole);
  const state =
    (['failing', 'degraded', 'no-data', 'healthy', 'maintenance'] as const).find((each) =>
      states.includes(each),
    ) ?? 'no-data';
  const load = heaviest(parts);
  const since = sinceOf(parts, state);
  // Past its limit is past its limit, by however much.
  const percent = load && Math.min(100, Math.round(load.share * 1000) / 10);
  return {
    state,
    ...meanOf(parts),
    sentence: sentenceOf(parts, now),
    counts: {
      healthy: of('healthy').length,
      degraded: of('degraded').length,
      failing: of('failing').length,
      maintenance: of('maintenance').length,
      noData: of('no-data').length,
    },
    colour: colourOf(state, percent),
    ...(load && percent !== undefined && { load: percent, loadText: load.text }),
    ...(since !== undefined && { since }),
  };
}

const sinceOf = (parts: readonly Part[], state: HealthState): number | undefined => {
  const times = parts.filter((part) => stateInWhole(part) === state).map(({ since }) => since);
  if (times.length === 0) return undefined;
  // All have been well since the last of them was; something has been wrong since the first of them.
  return state === 'healthy' ? Math.max(...times) : Math.min(...times);
};

/** Green under 80 per cent of load, yellow to 90, red above; and never better than the state. */
function colourOf(state: HealthState, load: number | undefined): Whole['colour'] {
  if (state === 'failing' || (load ?? 0) > 90) return 'red';
  return state === 'degraded' || state === 'no-data' || (load ?? 0) >= 80 ? 'yellow' : 'green';
}

/** An indicator that is a share of a capacity (its limits are half of it or more) is its own load. */
const ownLoadFrom = 0.5;

/** How much of a limit is used; undefined where there is none. */
export function loadOf({ kind, value, unit, degraded, failing, below }: Term): number | undefined {
  const limit = failing ?? degraded;
  if (kind !== 'indicator' || value === undefined || limit === undefined || !Number.isFinite(value))
    return undefined;
  if (below) return value <= 0 ? undefined : Math.max(0, limit / value);
  if (unit === 'ratio' && limit >= ownLoadFrom) return Math.max(0, value);
  return limit > 0 ? Math.max(0, value / limit) : undefined;
}

function heaviest(parts: readonly Part[]): { readonly share: number; readonly text: string } | undefined {
  let most: { readonly share: number; readonly text: string } | undefined;
  for (const { service, state, terms } of parts) {
    if (state === 'maintenance') continue;
    for (const term of terms) {
      const share = loadOf(term);
      if (share === undefined || (most && share <= most.share)) continue;
      most = { share, text: `${service}: ${term.title} ${term.text}` };
    }
  }
  return most;
}

/** So many are written out; the rest is one number, so that the sum can still be checked. */
const mostWritten = 6;

function meanOf(parts: readonly Part[]): Pick<Whole, 'score' | 'arithmetic'> {
  const known = parts
    .flatMap(({ score, state, tier }) =>
      score === undefined || state === 'maintenance' || state === 'no-data'
        ? []
        : [{ score, weight: weightOfTier(tier) }],
    )
    .sort((a, b) => a.score - b.score || b.weight - a.weight);
  const without = parts.length - known.length;
  const rest = without > 0 ? `; ${without} not known or in maintenance` : '';
  if (known.length === 0) return { arithmetic: `no score: nothing is known${rest}` };
  const total = known.reduce((sum, { score, weight }) => sum + score * weight, 0);
  const weight = known.reduce((sum, each) => sum + each.weight, 0);
  const score = Math.round(total / weight);
  const written = known.slice(0, mostWritten).map((each) => `${each.weight} × ${each.score}`);
  const others = known.slice(mostWritten);
  const othersSum = others.reduce((sum, each) => sum + each.score * each.weight, 0);
  const more = others.length > 0 ? [`${numberWords(othersSum)} of ${others.length} more`] : [];
  return { score, arithmetic: `(${[...written, ...more].join(' + ')}) / ${weight} = ${score}${rest}` };
}

/** `payments has been failing for 12 min: error rate 8.4 %, limit 5 %.` */
export function sentenceOfService(
  { service: name, state, since, terms }: Omit<Part, 'tier' | 'score'>,
  now: number,
): string {
  const lasted = spokenDuration(now - since);
  const lead = terms.find((term) => term.state === state) ?? terms.find((term) => term.state !== 'healthy');
  switch (state) {
    case 'healthy':
      return `${name} is healthy.`;
    case 'maintenance':
      return `${name} is in maintenance.`;
    case 'no-data':
      return `Nothing has been known of ${name} for ${lasted}${lead?.why ? `: ${lead.why}` : ''}.`;
    case 'failing':
    case 'degraded':
      return `${name} has been ${state} for ${lasted}${reading(lead, state)}.`;
  }
}

/** `Error rate` within a sentence; `CPU` stays. */
const inSentence = (title: string): string =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;

/** Nothing is past its limit any more, and it waits out its time. */
const reading = (lead: Term | undefined, state: HealthState): string =>
  lead?.state === state || lead?.state === 'failing'
    ? `: ${inSentence(lead.title)} ${lead.text}`
    : ', and is within its limits again';

function sentenceOf(parts: readonly Part[], now: number): string {
  if (parts.length === 0) return 'No service is known.';
  const troubled = (['failing', 'degraded', 'no-data'] as const).flatMap((state) =>
    parts
      .filter((part) => part.state === state)
      .sort((a, b) => weightOfTier(b.tier) - weightOfTier(a.tier) || a.since - b.since),
  );
  const [first, ...others] = troubled;
  if (!first)
    return parts.every(({ state }) => state === 'maintenance') ? 'All is in maintenance.' : 'All is well.';
  const counts = (['failing', 'degraded', 'no-data'] as const).flatMap((state) => {
    const number = others.filter((part) => part.state === state).length;
    return number > 0 ? [`${number} more ${state === 'no-data' ? 'without data' : state}`] : [];
  });
  const also = counts.length > 0 ? ` ${counts.join(', ')}.` : '';
  return `${sentenceOfService(first, now)}${also}`;
}
