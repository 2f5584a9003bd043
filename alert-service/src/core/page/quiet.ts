import type { Severity } from '@tocsin/model';
import type { Person } from '../on-call/directory.ts';
import { holdsAt, nextChange } from '../on-call/hours.ts';

/** When their quiet hours are over, where `at` is in them. Critical overrides them, and hours that never end are none. */
export function quietUntil({ quietHours }: Person, at: number, severity: Severity): number | undefined {
  if (!quietHours || severity === 'critical' || !holdsAt(quietHours, at)) return undefined;
  return nextChange(quietHours, at);
}
