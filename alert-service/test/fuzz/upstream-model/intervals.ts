import type { CaseInterval } from '../fuzz-case.ts';
import type { ModelRoute } from './routing.ts';

const minuteMs = 60_000;

/** TimeActiveStage and TimeMuteStage: the whole group is let through or not. The begin is a whole minute. */
export function outsideItsTimes(route: ModelRoute, intervals: readonly CaseInterval[], now: number): boolean {
  const minute = Math.floor(now / minuteMs);
  const holds = (name: string): boolean =>
    intervals.some(
      (each) => each.name === name && each.windows.some(({ from, to }) => minute >= from && minute < to),
    );
  if (route.active.length > 0 && !route.active.some(holds)) return true;
  return route.mute.some(holds);
}
