import type { MetricsHistory } from '@tocsin/api';
import type { HistoryRange } from './history-range.ts';
import type { LiveMetrics } from './hub.ts';

/** Live numbers, and the same over time. */
export interface LiveView extends LiveMetrics {
  history(range: HistoryRange, service: string | undefined): Promise<MetricsHistory>;
}
