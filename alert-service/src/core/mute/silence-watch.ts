import type { SilenceEndReason } from '@tocsin/model';
import type { Turn } from '../turn.ts';
import { expireSilence } from './silence-change.ts';
import { type Silence, silenceState, type SilenceWatch } from './silence.ts';
import { silencesFor } from './alert-status.ts';

/** An alert that fires again within this time was never gone: its silence goes on. */
export const flapGraceMs = 5 * 60_000;
/** Looked at so often at least: an end is then never noticed later than it may take effect. */
const lookEveryMs = flapGraceMs;

/** As it is kept: with a watch where something may end it early. Each change of it lets its idle time begin anew. */
export function watched(silence: Silence, now: number, used = false): Silence {
  if (!silence.ending) return silence;
  const begins = Math.max(silence.startsAt, now);
  return { ...silence, watch: { used, idleSince: begins, checkAt: begins } };
}

/** Ends the silences that have done their work; the others are looked at again in time. */
export function checkSilences(turn: Turn): void {
  forgetOver(turn);
  const due = watchedIn(turn).filter(({ watch }) => watch.checkAt <= turn.now);
  for (const [silence, watch] of seen(turn, due)) {
    const { overAt, why } = endOf(silence, watch);
    const checkAt = Math.min(overAt, turn.now + lookEveryMs);
    if (overAt <= turn.now) expireSilence(turn, silence, { why });
    else turn.putSilence({ ...silence, watch: { ...watch, checkAt } });
  }
}

/** Their time was over before they were looked at again, after a gap: nothing is left to see. */
function forgetOver(turn: Turn): void {
  for (const silence of [...turn.state.silences.values()]) {
    const { watch, ...kept } = silence;
    if (watch && watch.checkAt <= turn.now && silence.endsAt <= turn.now) turn.putSilence(kept);
  }
}

/** Before alerts are forgotten, or a watch begins anew: what ended is known only from them. */
export function noteUse(turn: Turn): void {
  for (const [silence, watch] of seen(turn, watchedIn(turn))) turn.putSilence({ ...silence, watch });
}

/** In a time in which nobody could reach us, nothing was idle for all we know: that begins anew. */
export function restartIdle(turn: Turn): void {
  for (const silence of watchedIn(turn))
    turn.putSilence({
      ...silence,
      watch: { ...silence.watch, idleSince: Math.max(silence.watch.idleSince, turn.now) },
    });
}

type Watched = Silence & { readonly watch: SilenceWatch };

const watchedIn = ({ state, now }: Turn): Watched[] =>
  [...state.silences.values()].flatMap((silence) => {
    const { watch } = silence;
    return watch && silenceState(silence, now) !== 'expired' ? [{ ...silence, watch }] : [];
  });

/** Each with what is known now: one pass over the alerts for all of them. */
function seen(turn: Turn, silences: readonly Watched[]): [Silence, SilenceWatch][] {
  if (silences.length === 0) return [];
  const fired = lastFired(turn, new Set(silences.map(({ id }) => id)));
  return silences.map((silence) => {
    const { watch } = silence;
    const last = fired.get(silence.id) ?? -Infinity;
    return last > watch.idleSince ? [silence, { ...watch, used: true, idleSince: last }] : [silence, watch];
  });
}

/** When each last matched an alert that fired: now, or when the last of them ended. */
function lastFired(turn: Turn, ids: ReadonlySet<string>): ReadonlyMap<string, number> {
  const fired = new Map<string, number>();
  for (const record of turn.state.alerts.values()) {
    const at = Math.min(record.alert.endsAt, turn.now);
    for (const { id } of silencesFor(turn, record))
      if (ids.has(id) && at > (fired.get(id) ?? -Infinity)) fired.set(id, at);
  }
  return fired;
}

function endOf(
  { ending }: Silence,
  { used, idleSince }: SilenceWatch,
): { overAt: number; why: SilenceEndReason } {
  const resolvedAt = ending?.whenResolved && used ? idleSince + flapGraceMs : Infinity;
  const unusedAt = idleSince + (ending?.unusedMs ?? Infinity);
  return resolvedAt <= unusedAt
    ? { overAt: resolvedAt, why: 'silence-resolved' }
    : { overAt: unusedAt, why: 'silence-unused' };
}
