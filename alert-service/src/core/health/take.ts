import type { Turn } from '../turn.ts';
import type { HealthInput } from './input.ts';

/** Keeps what the health of services changed to, says so in the ledger, and writes it into their days. */
export function takeHealth(turn: Turn, { changes }: HealthInput): void {
  for (const { service, state, reason, score, terms } of changes) {
    const before = turn.state.health.get(service);
    if (state === undefined && before === undefined) continue;
    const scored = score !== undefined && { score };
    if (state) turn.put('health', service, { service, state, reason, since: turn.now, terms, ...scored });
    else turn.drop('health', service);
    turn.record({
      kind: 'health',
      service,
      ...(before && { from: before.state }),
      ...(state && { to: state }),
      ...(score !== undefined && { score }),
      reason,
      terms: terms.map(({ text }) => text),
    });
  }
}
