import type { Told } from '../state.ts';
import type { Turn } from '../turn.ts';

/** Told as firing, and not as ended: their ends cause a message. */
export const believedFiring = (told: Told | undefined): string[] =>
  told ? [...told.firing, ...(told.owed ?? [])] : [];

/** No end of these is owed any more, and their next firing is news. */
export function forgetAlerts(turn: Turn, told: Told, gone: ReadonlySet<string>): void {
  if (gone.size === 0 || !believedFiring(told).some((fingerprint) => gone.has(fingerprint))) return;
  const { owed, ...kept } = told;
  const left = (owed ?? []).filter((fingerprint) => !gone.has(fingerprint));
  turn.putTold({
    ...kept,
    firing: told.firing.filter((fingerprint) => !gone.has(fingerprint)),
    ...(left.length > 0 && { owed: left }),
  });
}

/** The receiver may believe that these fire. */
export function owe(turn: Turn, told: Told, alerts: readonly string[]): void {
  const known = new Set(believedFiring(told));
  const owed = [...(told.owed ?? []), ...alerts.filter((fingerprint) => !known.has(fingerprint))];
  if (owed.length > (told.owed?.length ?? 0)) turn.putTold({ ...told, owed });
}
