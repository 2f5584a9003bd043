import { extendExpiries, shiftEnds } from './alert/expiry.ts';
import { forgetEscalations } from './escalate/forget.ts';
import { shiftEscalations } from './escalate/follow.ts';
import { noteUnwatched, setBack } from './health/days.ts';
import type { HeartbeatInput } from './input.ts';
import { shiftIncidents } from './incident/shift.ts';
import { owedByOrphans } from './notify/orphan.ts';
import { settleVersions } from './on-call/change.ts';
import { shiftPages } from './page/attempt.ts';
import { forgetPages } from './page/forget.ts';
import { dropAlert, type Pending, type State, type Trying } from './state.ts';
import type { Silence } from './mute/silence.ts';
import { forgettableRequests } from './once.ts';
import { noteUse, restartIdle } from './mute/silence-watch.ts';
import type { Turn } from './turn.ts';

/** A clock this far behind is waited out; further behind, it counts, and all times are shifted. */
export const waitedOutMs = 60_000;

/** What the time itself brings: a gap in which nobody could reach us, a clock set back, and forgetting. */
export function heartbeat(turn: Turn, input: HeartbeatInput): void {
  const { gapFrom, setBackMs } = input;
  if (setBackMs !== undefined) {
    const alerts = shiftEnds(turn.state, setBackMs);
    shiftDueTimes(turn, setBackMs);
    settleVersions(turn);
    setBack(turn);
    turn.record({ kind: 'clock', reason: 'clock-set-back', byMs: setBackMs, alerts });
  }
  if (gapFrom !== undefined) {
    const alerts = extendExpiries(turn.state, gapFrom, turn.now);
    if (alerts > 0)
      turn.record({ kind: 'clock', reason: 'extended-by-downtime', byMs: turn.now - gapFrom, alerts });
    extendDeadlines(turn, gapFrom);
    noteUnwatched(turn, gapFrom);
  }
  if (input.forget || gapFrom !== undefined) noteUse(turn);
  if (gapFrom !== undefined) restartIdle(turn);
  forgetEnded(turn.state, input);
  for (const id of input.forgetSilences ?? []) turn.dropSilence(id);
  for (const key of forgettableRequests(turn)) turn.drop('request', key);
  if (input.forgetPagesBefore !== undefined) {
    forgetPages(turn, input.forgetPagesBefore);
    forgetEscalations(turn, input.forgetPagesBefore);
  }
}

/** Recovery folds with the same function. */
export function forgetEnded(state: State, { forget = [], endedBefore = Infinity }: HeartbeatInput): void {
  for (const fingerprint of forget) {
    const record = state.alerts.get(fingerprint);
    if (record && record.alert.endsAt <= endedBefore) dropAlert(state, fingerprint);
  }
}

function shiftDueTimes(turn: Turn, byMs: number): void {
  const { state, putGroup, putTold } = turn;
  for (const group of [...state.groups.values()])
    putGroup({
      ...group,
      flushAt: group.flushAt - byMs,
      flushedAt: group.flushedAt - byMs,
      settledAt: group.settledAt - byMs,
    });
  for (const told of [...state.told.values()]) putTold({ ...told, at: told.at - byMs });
  for (const orphan of [...state.orphans.values()])
    turn.putOrphan({ ...orphan, flushAt: orphan.flushAt - byMs });
  for (const { integration, at } of [...state.paces.values()])
    turn.putPace({ integration, at: at.map((each) => each - byMs) });
  for (const pending of [...state.pending.values()]) shiftPending(turn, pending, byMs);
  shiftIncidents(turn, byMs);
  for (const silence of [...state.silences.values()]) keepPast(turn, silence, byMs);
  shiftEscalations(turn, byMs);
  shiftPages(turn, byMs);
}

/**
 * A person chose a silence's times by a clock of their own: those still to come stand. What had begun has begun and
 * what had ended has ended, whatever the clock says now, or a silence that somebody ended would hide alerts again.
 */
function keepPast(turn: Turn, silence: Silence, byMs: number): void {
  const before = turn.now + byMs;
  const past = (at: number): number => (at <= before ? Math.min(at, turn.now) : at);
  const { startsAt, endsAt, updatedAt, watch } = silence;
  const kept = {
    ...silence,
    startsAt: past(startsAt),
    endsAt: past(endsAt),
    updatedAt: past(updatedAt),
    ...(watch && {
      watch: { ...watch, idleSince: watch.idleSince - byMs, checkAt: watch.checkAt - byMs },
    }),
  };
  if (watch || kept.startsAt !== startsAt || kept.endsAt !== endsAt || kept.updatedAt !== updatedAt)
    turn.putSilence(kept);
}

function shiftPending({ putPending }: Turn, pending: Pending, byMs: number): void {
  const { nextAttemptAt: next, inFlight, since, trying } = pending;
  putPending({
    ...pending,
    since: since - byMs,
    ...(next !== undefined && { nextAttemptAt: next - byMs }),
    ...(trying && { trying: earlier(trying, byMs) }),
    ...(inFlight && { inFlight: { ...inFlight, startedAt: inFlight.startedAt - byMs } }),
  });
}

const earlier = ({ since, fallbackAt, ...trying }: Trying, byMs: number): Trying => ({
  ...trying,
  since: since - byMs,
  ...(fallbackAt !== undefined && { fallbackAt: fallbackAt - byMs }),
});

/** Nobody was tried in the gap, so nobody failed in it. */
function extendDeadlines({ state, now, putPending }: Turn, gapFrom: number): void {
  for (const pending of [...state.pending.values()]) {
    const { fallbackAt = 0, ...trying } = pending.trying ?? { since: 0 };
    if (fallbackAt > gapFrom)
      putPending({ ...pending, trying: { ...trying, fallbackAt: fallbackAt + now - gapFrom } });
  }
}

/** Alerts that ended before `before` and are in no group: a late resend of theirs would be a new alert anyway. */
export function forgettable(state: State, before: number): string[] {
  const found: string[] = [];
  const owed = new Set(owedByOrphans(state));
  for (const { elsewhere = [] } of state.groups.values()) for (const each of elsewhere) owed.add(each);
  for (const [fingerprint, { alert, groups }] of state.alerts) {
    if (alert.endsAt > before || owed.has(fingerprint)) continue;
    if (groups.some((group) => state.members.get(group)?.has(fingerprint))) continue;
    found.push(fingerprint);
  }
  return found;
}

/** Silences whose end is before `before`: so long ago that nobody asks for them. */
export const forgettableSilences = (state: State, before: number): string[] =>
  [...state.silences.values()].filter(({ endsAt }) => endsAt <= before).map(({ id }) => id);
