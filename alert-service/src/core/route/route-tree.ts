import type { Labels, Matcher } from '@tocsin/model';

/** By which labels a route's alerts are grouped; `all` is `group_by: ['...']`. */
export interface GroupBy {
  readonly all: boolean;
  readonly labels: readonly string[];
}

/** One node of the routing tree, everything inherited filled in. Plain data. */
export interface Route {
  /** Upstream's matcher path, `{}/{team="a"}`; only where siblings print alike the second gets `#2`. Unique in a tree. */
  readonly key: string;
  readonly receiver: string;
  readonly groupBy: GroupBy;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  /** Siblings after this one may match too. */
  readonly continue: boolean;
  /** All must match, in upstream's order. */
  readonly matchers: readonly Matcher[];
  /** Given to messages as RouteLabels; a child's win over its parent's. */
  readonly labels: Labels;
  /** Names of time intervals; not inherited. */
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly children: readonly Route[];
  /** Where it stands in its file. */
  readonly line: number;
}

/** One way a receiver is told. What its settings are, its channel knows. */
export interface Integration {
  /** `slack[0]`: unique within the receiver. */
  readonly key: string;
  /** `slack`: its kind. */
  readonly type: string;
  /** Counted per type within the receiver. */
  readonly index: number;
  readonly sendResolved: boolean;
  readonly settings: unknown;
}

export interface Receiver {
  readonly name: string;
  /** For `receiver_matchers`; always has `name`. */
  readonly labels: Labels;
  readonly integrations: readonly Integration[];
}
