import { notPagedReasons, type PagedTarget } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import { objectIn, personIn } from '../on-call/directory.ts';
import type { Turn } from '../turn.ts';
import { ladderOf, setOut } from './begin.ts';
import { type Ladder, longestTestMs, type Target } from './policy.ts';
import { snapshotOf } from './snapshot.ts';
import { tell, type Told } from './tell.ts';

interface Asked {
  readonly targets?: readonly Target[];
  readonly policy?: string;
  readonly by: string;
}

export interface AskedTold extends Told {
  /** What happens now, for whoever asked. */
  readonly words: string;
}

const nobody = { pages: [], told: false, notTold: [] };

/** Somebody asks for more people now: these, or another policy, or the next step. Says in words what happened. */
export function escalateNow(turn: Turn, incident: Incident, { targets, policy: id, by }: Asked): AskedTold {
  const before = turn.state.escalations.get(incident.id);
  if (targets && targets.length > 0 && incident.origin?.kind === 'test' && !before)
    return tryThese(turn, incident, targets);
  if (targets && targets.length > 0) return tellThese(turn, incident, targets);
  const policy =
    id === undefined ? (before?.policy ?? ladderOf(turn, incident)) : snapshotOf(turn.state.directory, id);
  if (!policy)
    return {
      ...nobody,
      words:
        id === undefined
          ? `${incident.id} has no policy: say whom to page.`
          : `There is no policy ${id}: ${by} may name a person, a team or a schedule instead.`,
    };
  return climbNow(turn, incident, { policy, fresh: id !== undefined });
}

function tellThese(turn: Turn, incident: Incident, targets: readonly Target[]): AskedTold {
  const told = tell(turn, {
    ...{ incident, targets, why: incident.origin?.kind === 'test' ? 'test' : 'asked' },
    policy: turn.state.escalations.get(incident.id)?.policy.id ?? '',
  });
  const paged = told.pages.map(({ name, target }) => name ?? namedOf(turn, target));
  const missed = told.notTold.map(({ asked, why }) => `${asked} is not paged: ${notPagedReasons[why]}`);
  const words = [...(paged.length > 0 ? [`Pages ${paged.join(', ')}.`] : []), ...missed].join(' ');
  return { ...told, words };
}

const namedOf = ({ state }: Turn, { kind, id }: PagedTarget): string =>
  kind === 'person'
    ? (personIn(state.directory, id)?.name ?? id)
    : kind === 'automation'
      ? (objectIn(state.directory, { kind, id })?.name ?? id)
      : `the receiver ${id}`;

/** A test of people, not of a policy: it ends as any test does. */
function tryThese(turn: Turn, incident: Incident, targets: readonly Target[]): AskedTold {
  const step = { level: 1, targets, waitMs: longestTestMs, of: '' } as const;
  const policy: Ladder = { id: '', name: 'a test', steps: [step], repeat: 0, lastResort: [] };
  setOut(turn, { incident, policy });
  return {
    ...nobody,
    told: true,
    words: `Tries ${targets.map(({ kind, id }) => `${kind} ${id}`).join(', ')} now.`,
  };
}

interface Way {
  readonly policy: Ladder;
  /** Another one than it is on. */
  readonly fresh: boolean;
}

/** Its next step now; from the first one where it is at the end, or goes along another policy from here on. */
function climbNow(turn: Turn, incident: Incident, { policy, fresh }: Way): AskedTold {
  const before = turn.state.escalations.get(incident.id);
  const despite = incident.status === 'triggered' ? undefined : fresh ? 'worse' : 'once';
  if (!before || fresh || before.status === 'finished' || before.status === 'stopped')
    setOut(turn, { incident, policy, why: 'asked', ...(before && { before }), ...(despite && { despite }) });
  else {
    const { because: _had, waitsFor: _wait, raisedUntil: _raised, ...rest } = before;
    const asked = { status: 'running', why: 'asked', nextStepAt: turn.now } as const;
    turn.put('escalation', incident.id, { ...rest, ...asked, ...(despite && { despite }) });
  }
  return { ...nobody, told: true, words: `Goes on along ${policy.name} now.` };
}
