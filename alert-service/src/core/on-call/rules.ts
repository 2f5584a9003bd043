import { severityOf } from '@tocsin/model';
import type { OnCallRules } from '../policy.ts';

const minuteMs = 60_000;

/** Nobody is on call: what holds without any configuration of it. */
export const noOnCall = (emergencyReceiver: string): OnCallRules => ({
  objects: [],
  escalations: new Map(),
  severityOf,
  respondWithinMs: {
    critical: 5 * minuteMs,
    high: 15 * minuteMs,
    medium: 60 * minuteMs,
    low: 24 * 60 * minuteMs,
    none: 24 * 60 * minuteMs,
  },
  acknowledgementEndsAfterMs: {},
  emergencyReceiver,
});
