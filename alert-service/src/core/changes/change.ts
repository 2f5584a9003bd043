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
  /** api, github, gitlab, grafana; tocsin: our own configuration. */
  readonly source: string;
  readonly link?: string;
  readonly outcome?: 'success' | 'failure' | 'running' | 'cancelled';
  /** The same source and key again is the same change. */
  readonly key?: string;
  /** Its sender's clock is so far ahead of ours: `at` is when we were told. */
  readonly aheadMs?: number;
}

export const changesKeptMs = 90 * 86_400_000;
export const mostChanges = 50_000;

/** Key of its row: what has a key of its sender is found by it. */
export const changeKey = ({ id, source, key }: Pick<ToldChange, 'id' | 'source' | 'key'>): string =>
  key === undefined ? id : `${source}\n${key}`;
