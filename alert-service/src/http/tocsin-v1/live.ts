import type { Handlers } from './router.ts';
import { notYet } from './not-yet.ts';

export const liveHandlers: Pick<Handlers, 'getMetricsSnapshot' | 'getMetricsHistory' | 'getAlertFrequency'> =
  {
    getMetricsSnapshot: (context) => notYet(context, 'getMetricsSnapshot'),
    getMetricsHistory: (context) => notYet(context, 'getMetricsHistory'),
    getAlertFrequency: (context) => notYet(context, 'getAlertFrequency'),
  };
