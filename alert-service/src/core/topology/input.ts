import type { Edge } from './topology.ts';

/** What differs of the discovered edges: new ones, those seen again after a while, and those without traffic for long. */
export interface TopologyInput {
  readonly kind: 'topology';
  readonly seen: readonly Edge[];
  readonly gone: readonly Pick<Edge, 'from' | 'to'>[];
}
