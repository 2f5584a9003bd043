import type { Turn } from '../turn.ts';
import { forgetDays, takeBackfill, writeChange } from './days.ts';
import type { HealthInput, HealthVerdict } from './input.ts';

/** Keeps what the health of services changed to, says so in the ledger, and writes it into their days. */
export function takeHealth(turn: Turn, { changes, backfill, forgetBefore }: HealthInput): void {
  for (const verdict of changes) takeVerdict(turn, verdict);
  if (backfill) takeBackfill(turn, backfill);
  if (forgetBefore !== undefined) forgetDays(turn, forgetBefore);
}

function takeVerdict(turn: Turn, { service, state, reason, score, terms }: HealthVerdict): void {
  const before = turn.state.health.get(service);
  if (state === undefined && before === undefined) return;
  const scored = score !== undefined && { score };
  const stays = before !== undefined && before.state === state;
  // Judged again before the same verdict was kept: it is no news any more.
  if (stays && reason !== 'changed') return;
  if (!state) turn.drop('health', service);
  else {
    const since = stays ? { since: before.since, changedAt: turn.now } : { since: turn.now };
    turn.put('health', service, { service, state, reason, ...since, terms, ...scored });
  }
  if (!stays) writeChange(turn, { service, before: before?.state, after: state ?? 'no-data' });
  turn.record({
    kind: 'health',
    service,
    ...(before && { from: before.state }),
    ...(state && { to: state }),
    ...scored,
    reason,
    terms: terms.map(({ text }) => text),
  });
}
