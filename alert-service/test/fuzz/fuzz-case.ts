/** What a case is made of: plain data, so that it can be printed, shrunk and read by server and model alike. */
export type Op = '=' | '!=' | '=~' | '!~';

export interface CaseMatcher {
  readonly name: string;
  readonly op: Op;
  readonly value: string;
}

export interface CaseRoute {
  readonly receiver?: string;
  readonly matchers: readonly CaseMatcher[];
  readonly continue: boolean;
  /** Absent: inherited; `['...']`: all labels. */
  readonly groupBy?: readonly string[];
  readonly groupWaitMs?: number;
  readonly groupIntervalMs?: number;
  readonly repeatIntervalMs?: number;
  readonly mute: readonly string[];
  readonly active: readonly string[];
  readonly routes: readonly CaseRoute[];
}

export interface CaseReceiver {
  readonly name: string;
  readonly webhooks: readonly { readonly sendResolved: boolean }[];
}

export interface CaseInhibitRule {
  readonly source: readonly CaseMatcher[];
  readonly target: readonly CaseMatcher[];
  readonly equal: readonly string[];
}

/** Minutes since the case began (its begin is a whole minute), `[from, to)`. */
export interface CaseInterval {
  readonly name: string;
  readonly windows: readonly { readonly from: number; readonly to: number }[];
}

/** Times in ms since the case began. */
export interface CaseAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly note: string;
  readonly startsAt?: number;
  readonly endsAt?: number;
}

export type CaseEvent =
  | { readonly at: number; readonly kind: 'post'; readonly alerts: readonly CaseAlert[] }
  | {
      readonly at: number;
      readonly kind: 'silence';
      /** A slot used before changes the silence that was made there last. */
      readonly slot: number;
      readonly matchers: readonly CaseMatcher[];
      readonly startsAt: number;
      readonly endsAt: number;
    }
  | { readonly at: number; readonly kind: 'expire'; readonly slot: number }
  /** From here on this webhook (`r0/webhook[1]`) answers so. */
  | { readonly at: number; readonly kind: 'answer'; readonly webhook: string; readonly status: number }
  | { readonly at: number; readonly kind: 'reload' };

export interface FuzzCase {
  readonly resolveTimeoutMs: number;
  readonly root: CaseRoute;
  readonly receivers: readonly CaseReceiver[];
  readonly inhibitRules: readonly CaseInhibitRule[];
  readonly intervals: readonly CaseInterval[];
  readonly events: readonly CaseEvent[];
  readonly untilMs: number;
}

/** One request to a webhook, as it was seen or as the model expects it. */
export interface Attempt {
  readonly at: number;
  /** `r0/webhook[0]`. */
  readonly webhook: string;
  readonly groupKey: string;
  /** One line an alert, sorted. */
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  readonly status: number;
}

const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.keys(labels)
    .sort()
    .map((name) => `${name}=${labels[name]}`)
    .join(' ');

/** Times are rounded so that a real server's few milliseconds do not matter. */
export const alertLine = (
  alert: { labels: Readonly<Record<string, string>>; note: string; startsAt: number; endsAt?: number },
  gridMs: number,
): string => {
  const round = (time: number): number => Math.round(time / gridMs) * gridMs;
  const until = alert.endsAt === undefined ? '' : ` until ${round(alert.endsAt)}`;
  return `${labelText(alert.labels)} (${alert.note}) since ${round(alert.startsAt)}${until}`;
};
