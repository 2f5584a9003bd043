import { printMatchers, type SilenceEndReason } from '@tocsin/model';
import type { Actor } from '../input.ts';
import type { Turn } from '../turn.ts';
import { type Silence, silenceState } from './silence.ts';

interface Cause {
  readonly replacedBy?: string;
  /** Absent: a person ends it. */
  readonly why?: SilenceEndReason;
  /** Absent: nobody said who. */
  readonly actor?: Actor | undefined;
}

/** Ending it twice is ending it once. One that had not begun never was: both its times are now. */
export function expireSilence(turn: Turn, silence: Silence, { replacedBy, why, actor }: Cause = {}): void {
  const { now } = turn;
  if (silenceState(silence, now) === 'expired') return;
  const { watch: _, ...kept } = silence;
  const ended = {
    ...kept,
    startsAt: Math.min(silence.startsAt, now),
    endsAt: now,
    updatedAt: now,
    ...(why && { endedBecause: why }),
  };
  const cause = { ...(replacedBy !== undefined && { replacedBy }), ...(why && { why }), actor };
  keepChange(turn, ended, { change: 'ended', ...cause });
}

interface Change extends Cause {
  readonly change: 'made' | 'changed' | 'ended';
}

export function keepChange(turn: Turn, silence: Silence, { actor, ...change }: Change): void {
  turn.putSilence(silence);
  turn.record({
    kind: 'silence',
    silence: silence.id,
    by: silence.createdBy,
    comment: silence.comment,
    startsAt: silence.startsAt,
    endsAt: silence.endsAt,
    matchers: silence.matcherSets.map(printMatchers).join(' or '),
    ...(actor && { doneBy: actor.by, ...(actor.via && { via: actor.via }) }),
    ...change,
  });
}
