import type { HealthState } from '@tocsin/model';

/** One part of a score as it is now. The same as HealthTerm of packages/api, with times in epoch ms. */
export interface Term {
  readonly name: string;
  readonly title: string;
  readonly kind: 'indicator' | 'probe' | 'up';
  readonly value?: number;
  readonly unit?: string;
  readonly degraded?: number;
  readonly failing?: number;
  readonly below?: boolean;
  readonly weight: number;
  /** 0 to 100. */
  readonly points: number;
  readonly state: HealthState;
  readonly text: string;
  readonly since?: number;
  readonly query?: string;
  readonly source?: string;
  readonly why?: string;
}

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

export interface SystemView {
  readonly state: HealthState;
  readonly score?: number;
  readonly sentence: string;
  readonly arithmetic: string;
  readonly counts: {
    readonly healthy: number;
    readonly degraded: number;
    readonly failing: number;
    readonly maintenance: number;
    readonly noData: number;
  };
  readonly colour: 'red' | 'yellow' | 'green';
  /** Per cent: the highest use of a limit. */
  readonly load?: number;
  readonly loadText?: string;
  readonly since?: number;
}

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
    colour: 'green',
  }),
  revision: () => 0,
  onMeasured: () => () => undefined,
};
