import type { Edge } from './topology.ts';

/** The discovered edges are these now. */
export interface TopologyInput {
  readonly kind: 'topology';
  readonly edges: readonly Edge[];
}
