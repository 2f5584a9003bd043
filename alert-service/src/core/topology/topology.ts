/** `from` depends on `to`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** By which metric it was discovered. */
  readonly by: string;
  /** Epoch ms. */
  readonly lastSeenAt: number;
}

/** What was discovered of what depends on what: one row. What the files declare is in the policy. */
export interface Topology {
  readonly edges: readonly Edge[];
}
