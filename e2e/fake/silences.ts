import type { Silence, SilencePreview } from '@tocsin/api';

const at = (ms: number): string => new Date(Date.now() + ms).toISOString();

export const madeSilence = (): Silence => ({
  id: '7d8b3c9e-24d5-4f5b-8e5b-0123456789ab',
  state: 'active',
  matcherSets: [[{ name: 'service', op: '=', value: 'payments' }]],
  text: '{service="payments"}',
  startsAt: at(0),
  until: { kind: 'time', endsAt: at(7_200_000) },
  createdBy: 'Local user',
  comment: 'Rolling back payments 2.41.0, watching it by hand.',
  annotations: {},
  updatedAt: at(0),
  hidesNow: 0,
});

export const emptyPreview = (): SilencePreview => ({
  at: at(0),
  matchesAll: false,
  sentence: 'It hides nothing now.',
  now: { total: 0, bySeverity: {}, alerts: [], incidents: [], notTold: [] },
  history: {
    total: 0,
    bySeverity: {},
    since: at(-3_600_000),
    complete: false,
    timeZone: 'UTC',
    days: [],
    alerts: [],
  },
});
