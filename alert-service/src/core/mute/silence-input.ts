import type { Matcher } from '@tocsin/model';
import type { Actor, SilenceInput, WantedSilence } from '../input.ts';
import type { Turn } from '../turn.ts';
import { expireSilence, keepChange } from './silence-change.ts';
import { silenceFault } from './silence-fault.ts';
import { silenceId } from './silence-id.ts';
import { silenceSize } from './silence-size.ts';
import { noteUse, watched } from './silence-watch.ts';
import { type Silence, spanState } from './silence.ts';

export type SilenceAnswer =
  | { readonly kind: 'silenced'; readonly id: string }
  | { readonly kind: 'unknown-silence' }
  | { readonly kind: 'silence-refused'; readonly error: string };

/**
 * Alertmanager's update rules, in its order: faults first, then whether the id is known, then limits. What would rewrite
 * the past ends the old silence and makes a new one.
 */
export function takeSilence(turn: Turn, input: SilenceInput): SilenceAnswer {
  if (input.change === 'set') return setSilence(turn, input.silence, input.actor);
  const silence = turn.state.silences.get(input.id);
  if (!silence) return { kind: 'unknown-silence' };
  expireSilence(turn, silence, { actor: input.actor });
  return { kind: 'silenced', id: silence.id };
}

/** How Go's clients write a time that is not given: the year 1. */
export const timeNotGiven = -62_135_596_800_000;

function setSilence(turn: Turn, asked: WantedSilence, actor: Actor | undefined): SilenceAnswer {
  const wanted = { ...asked, startsAt: asked.startsAt === timeNotGiven ? turn.now : asked.startsAt };
  const fault = silenceFault(wanted);
  if (fault !== undefined) return { kind: 'silence-refused', error: `invalid silence: ${fault}` };
  const { id = '' } = wanted;
  const before = turn.state.silences.get(id);
  if (id !== '' && !before) return { kind: 'unknown-silence' };
  return before && canUpdate(before, wanted, turn.now)
    ? update(turn, { ...wanted, id, updatedAt: turn.now }, actor)
    : make(turn, wanted, { before, actor });
}

/** It stays the same silence only as long as nobody could say that it used to be another. */
function canUpdate(before: Silence, wanted: WantedSilence, now: number): boolean {
  if (!sameSets(before.matcherSets, wanted.matcherSets)) return false;
  if (!sameSets(before.receiverMatcherSets, wanted.receiverMatcherSets)) return false;
  switch (spanState(before, now)) {
    case 'active':
      if (JSON.stringify(before.recurs) !== JSON.stringify(wanted.recurs)) return false;
      return toSecond(before.startsAt) === toSecond(wanted.startsAt) && wanted.endsAt >= now;
    case 'pending':
      return wanted.startsAt >= now;
    case 'expired':
      return false;
  }
}

const toSecond = (at: number): number => Math.floor(at / 1_000);

function update(turn: Turn, silence: Silence, actor: Actor | undefined): SilenceAnswer {
  const refusal = tooLarge(turn, silence);
  if (refusal) return refusal;
  noteUse(turn);
  const { used } = turn.state.silences.get(silence.id)?.watch ?? {};
  keepChange(turn, watched(silence, turn.now, used), { change: 'changed', actor });
  return { kind: 'silenced', id: silence.id };
}

interface Making {
  /** Is ended by it. */
  readonly before: Silence | undefined;
  readonly actor: Actor | undefined;
}

function make(turn: Turn, wanted: WantedSilence, { before, actor }: Making): SilenceAnswer {
  const { mostSilences = 0 } = turn.policy.silenceLimits ?? {};
  const count = turn.state.silences.size;
  if (mostSilences > 0 && count + 1 > mostSilences)
    return refused(`exceeded maximum number of silences: ${count} (limit: ${mostSilences})`);
  const silence: Silence = {
    ...wanted,
    id: newId(turn),
    startsAt: Math.max(wanted.startsAt, turn.now),
    updatedAt: turn.now,
  };
  const refusal = tooLarge(turn, silence);
  if (refusal) return refusal;
  if (before) expireSilence(turn, before, { replacedBy: silence.id, actor });
  keepChange(turn, watched(silence, turn.now), { change: 'made', actor });
  return { kind: 'silenced', id: silence.id };
}

function newId({ state, seq, chance }: Turn): string {
  for (;;) {
    const id = silenceId(seq, chance);
    if (!state.silences.has(id)) return id;
  }
}

const refused = (error: string): SilenceAnswer => ({ kind: 'silence-refused', error });

function tooLarge(turn: Turn, silence: Silence): SilenceAnswer | undefined {
  const { mostBytes = 0, retentionMs = 0 } = turn.policy.silenceLimits ?? {};
  if (mostBytes <= 0) return undefined;
  const size = silenceSize(silence, retentionMs);
  if (size <= mostBytes) return undefined;
  return refused(`silence exceeded maximum size: ${size} bytes (limit: ${mostBytes} bytes)`);
}

type Sets = readonly (readonly Matcher[])[];

const sameSets = (a: Sets, b: Sets): boolean =>
  a.length === b.length &&
  a.every((set, index) => {
    const other = b[index] ?? [];
    return set.length === other.length && set.every((each, at) => sameMatcher(each, other[at]));
  });

const sameMatcher = (a: Matcher, b: Matcher | undefined): boolean =>
  a.name === b?.name && a.op === b.op && a.value === b.value;
