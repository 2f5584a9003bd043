/** Something that was deployed, switched or configured, as somebody told us. A row; times in epoch ms. */
export interface ToldChange {
  readonly id: string;
  readonly at: number;
  readonly endedAt?: number;
  readonly what: 'deployment' | 'flag' | 'configuration' | 'annotation' | 'other';
  readonly services: readonly string[];
  readonly title: string;
  readonly description?: string;
  readonly version?: string;
  readonly by?: string;
  /** api, github, gitlab, grafana. */
  readonly source: string;
  readonly link?: string;
  readonly outcome?: 'success' | 'failure' | 'running' | 'cancelled';
  /** The same source and key again is the same change. */
  readonly key?: string;
}
