import type { ServiceKind, ServiceSettings } from '#config/services/settings';

/** A service that is described, or was seen. */
export interface KnownService {
  readonly name: string;
  readonly title?: string;
  readonly kind: ServiceKind;
  readonly owner?: string;
  readonly tier?: number;
  readonly described: boolean;
  readonly discovered: boolean;
  /** Name of its data source; absent: the first. */
  readonly source?: string;
  /** Matchers without braces that select its series: `job="demo",service="api"`. */
  readonly selector: string;
  /** The label that it was discovered by, and its value: one query answers for all services of one label. */
  readonly by?: {
    readonly label: string;
    readonly value: string;
    /** Series with one of these labels are of other services: they share the label above. */
    readonly without?: readonly string[];
  };
  readonly settings?: ServiceSettings;
  /** Targets that answer, of all. */
  readonly targets?: { readonly up: number; readonly all: number };
  /** The longest of its targets, where it is known. */
  readonly scrapeIntervalMs?: number;
  /** Since when (epoch ms) no target of it is there any more: it is kept in sight for a while. */
  readonly missingSince?: number;
  readonly remarks: readonly string[];
}

export interface Catalogue {
  services(): readonly KnownService[];
  get(name: string): KnownService | undefined;
  /** What is described and does not exist, data sources that do not answer. */
  problems(): readonly string[];
  /** Whether every data source answered when it was last asked: what is not in the list then is not there. */
  isAnswered(): boolean;
  /** Called when services came, went or changed. Returns how to stop listening. */
  onChange(listen: () => void): () => void;
}
