import type { HealthVerdict } from '#core/health/input';
import type { Running } from './health-loop.ts';

/** A service is gone when nothing has known of it for so long, while every data source answered. */
const goneAfterMs = 60_000;

/** What was kept of services that nothing describes and nothing measures any more. */
export function goneOf(running: Running, known: ReadonlySet<string>, now: number): HealthVerdict[] {
  const { parts, rounds, missingSince } = running;
  const sources = parts.sources();
  const allAnswer = sources.every(({ name }) => {
    const round = rounds.get(name);
    return round !== undefined && round.silent === undefined;
  });
  const gone: HealthVerdict[] = [];
  for (const service of parts.engine.state().health.keys()) {
    if (known.has(service) || !allAnswer) {
      missingSince.delete(service);
      continue;
    }
    const since = Math.min(missingSince.get(service) ?? now, now);
    missingSince.set(service, since);
    if (now - since < goneAfterMs) continue;
    missingSince.delete(service);
    gone.push({ service, reason: 'gone', terms: [] });
  }
  return gone;
}
