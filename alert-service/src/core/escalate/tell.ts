import type { NotPagedReason, PageReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import type { Page } from '../page/page.ts';
import { summon } from '../page/summon.ts';
import type { Turn } from '../turn.ts';
import { type Audience, audienceOf, type Listener, turnsOf } from './audience.ts';
import { whyCalledAlready } from './called.ts';
import type { Target } from './policy.ts';

export interface Telling {
  readonly incident: Incident;
  readonly targets: readonly Target[];
  readonly why: PageReason;
  /** Id of the policy. */
  readonly policy: string;
  readonly level?: number;
  readonly step?: number;
  /** Its targets take turns, counted under this key. */
  readonly turns?: string;
  readonly lastResort?: boolean;
}

export interface Told {
  readonly pages: readonly Page[];
  /** Somebody knows, or is being called at this moment. */
  readonly told: boolean;
  /** Who is not told, in words, and why. */
  readonly notTold: readonly NotTold[];
}

interface NotTold {
  readonly asked: string;
  readonly why: NotPagedReason;
}

/** Calls whom the targets mean now. Nobody is called twice at once, and each who is not is recorded with the reason. */
export function tell(turn: Turn, telling: Telling): Told {
  if (telling.turns !== undefined) return tellInTurn(turn, telling, telling.turns);
  const round = new Set<string>();
  return together(
    telling.targets.map((target) => tellAudience(turn, telling, { ...audienceOf(turn, target), round })),
  );
}

const together = (all: readonly Told[]): Told => ({
  pages: all.flatMap(({ pages }) => pages),
  told: all.some(({ told }) => told),
  notTold: all.flatMap(({ notTold }) => notTold),
});

/** Whose turn it is; where they cannot be told, or are called already, the next one, and so around. */
function tellInTurn(turn: Turn, telling: Telling, key: string): Told {
  const all = turnsOf(turn, telling.targets);
  const first = turn.state.roundRobins.get(key)?.next ?? 0;
  const told: Told[] = [];
  for (let tried = 0; tried < all.length; tried++) {
    const index = (first + tried) % all.length;
    const audience = all[index];
    if (!audience) break;
    const one = tellAudience(turn, telling, { ...audience, round: new Set() });
    told.push(one);
    if (one.pages.length === 0) continue;
    turn.put('round-robin', key, { key, next: (index + 1) % all.length });
    break;
  }
  return together(told);
}

interface Round extends Audience {
  /** Those that this step has asked for already: a person may be in the team and on call. */
  readonly round: Set<string>;
}

function tellAudience(turn: Turn, telling: Telling, { asked, listeners, nobody, round }: Round): Told {
  if (nobody) {
    recordNobody(turn, telling, { asked, why: nobody });
    return { pages: [], told: false, notTold: [{ asked, why: nobody }] };
  }
  const fresh = listeners.filter(({ target }) => !round.has(`${target.kind} ${target.id}`));
  for (const { target } of fresh) round.add(`${target.kind} ${target.id}`);
  return together(fresh.map((listener) => call(turn, telling, listener)));
}

function call(turn: Turn, telling: Telling, { target, schedule }: Listener): Told {
  const { incident, why, level, policy, lastResort } = telling;
  const asked = `${target.kind} ${target.id}`;
  const already = whyCalledAlready(turn.state, incident, target);
  if (already) {
    const placed = { ...(level !== undefined && { level }), ...(schedule !== undefined && { schedule }) };
    turn.record({ kind: 'page', incident: incident.id, target, why: already, ...placed });
    return { pages: [], told: already === 'already-paged', notTold: [{ asked, why: already }] };
  }
  const page = summon(turn, {
    ...{ incident, target, why, policy },
    ...(level !== undefined && { level }),
    ...(schedule !== undefined && { schedule }),
    ...(lastResort && { lastResort }),
  });
  if (typeof page === 'string') return { pages: [], told: false, notTold: [{ asked, why: page }] };
  return { pages: [page], told: true, notTold: [] };
}

export function recordNobody(
  turn: Turn,
  { incident, policy, level, step }: Omit<Telling, 'targets' | 'why'>,
  { asked, why }: { readonly asked?: string; readonly why: NotPagedReason },
): void {
  turn.record({
    kind: 'escalation',
    incident: incident.id,
    policy,
    change: 'told-nobody',
    ...(level !== undefined && { level }),
    ...(step !== undefined && { step }),
    ...(asked !== undefined && { asked }),
    why,
  });
}
