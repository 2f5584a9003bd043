import type { HealthState } from '@tocsin/model';
import type { Term } from '#core/health/term';
import type { Whole } from '#core/health/system';

export type { Term } from '#core/health/term';

/** Numbers that everybody shows; absent where they are not known. */
export interface Numbers {
  readonly up?: number;
  readonly requestRate?: number;
  readonly errorRate?: number;
  readonly p95?: number;
  readonly cpu?: number;
  readonly memory?: number;
  readonly disk?: number;
  readonly queueDepth?: number;
  readonly connections?: number;
}

export interface LiveHealth {
  readonly service: string;
  readonly state: HealthState;
  /** For people: `failing`, `slow`, `backlog`. */
  readonly word: string;
  readonly score?: number;
  readonly since: number;
  readonly terms: readonly Term[];
  readonly arithmetic: string;
  readonly sentence: string;
  readonly numbers: Numbers;
  /** When it was measured. */
  readonly at: number;
}

export type SystemView = Whole;

/** How all services are, live. */
export interface HealthView {
  of(service: string): LiveHealth | undefined;
  all(): readonly LiveHealth[];
  system(): SystemView;
  /** Counts each time that anything was measured anew. */
  revision(): number;
  onMeasured(listen: () => void): () => void;
}

export const noHealth: HealthView = {
  of: () => undefined,
  all: () => [],
  system: () => ({
    state: 'no-data',
    sentence: 'No service is known.',
    arithmetic: '',
    counts: { healthy: 0, degraded: 0, failing: 0, maintenance: 0, noData: 0 },
    colour: 'yellow',
  }),
  revision: () => 0,
  onMeasured: () => () => undefined,
};
