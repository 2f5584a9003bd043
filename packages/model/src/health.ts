/** How a service is. What is not known is never healthy. */
export const healthStates = ['healthy', 'degraded', 'failing', 'maintenance', 'no-data'] as const;
export type HealthState = (typeof healthStates)[number];

/** Worst first: what a list shows on top, and what many are together. Maintenance was meant, so it worries nobody. */
const byWorry: readonly HealthState[] = ['failing', 'degraded', 'no-data', 'maintenance', 'healthy'];

export const healthRank = (state: HealthState): number => byWorry.indexOf(state);

/** Why the health of a service changed. */
export const healthReasons = {
  'first-seen': 'The service is known from now on.',
  'over-limit': 'An indicator is past its limit.',
  'probe-failed': 'A probe of it failed.',
  down: 'Its targets do not answer Prometheus.',
  'no-data': 'Nothing is known of it: its indicators and probes say nothing.',
  'maintenance-began': 'A maintenance window of it began.',
  'maintenance-ended': 'Its maintenance window is over.',
  recovered: 'What was past its limit is within it again, and has been for long enough.',
  changed: 'Another indicator is past its limit, or the same one less.',
  gone: 'The service is no longer known: nothing describes it, and nothing measures it.',
} as const;
export type HealthReason = keyof typeof healthReasons;

/** Why incidents became one, or are said to have to do with each other. Evidence, never a verdict. */
export const relateReasons = {
  'same-service': 'Both hit the same service.',
  'depends-on': 'One hits a service that the other depends on.',
  'shared-dependency': 'What both hit depends on the same service, and that one is not healthy.',
  'same-change': 'Both began after the same change.',
} as const;
export type RelateReason = keyof typeof relateReasons;
