import type { HealthState } from '@tocsin/model';

/** What is asked of a service, and the limits that its value is held against. */
export interface Limits {
  /** Past it the service is degraded. */
  readonly degraded?: number;
  /** Past it the service is failing. */
  readonly failing?: number;
  /** Less is worse: free disk, requests left. */
  readonly below?: boolean;
}

/** Something that was measured of a service, or should have been. */
export interface Measured extends Limits {
  readonly name: string;
  readonly title: string;
  readonly kind: 'indicator' | 'probe' | 'up';
  /** Absent, or no number: nothing is known. */
  readonly value?: number;
  /** Of a probe: what it found itself. Its value, if any, is only shown. */
  readonly found?: 'healthy' | 'degraded' | 'failing' | 'no-data';
  readonly unit?: string;
  readonly weight: number;
  readonly query?: string;
  readonly source?: string;
  /** Why nothing is known, or what the probe said. */
  readonly why?: string;
}

/** One part of a score as it is now. Times in epoch ms. */
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

export const isKnown = ({ state }: Pick<Term, 'state'>): boolean => state !== 'no-data';
