import type { Labels, Notice, Receipt, Severity } from '@tocsin/model';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { AnswerLinks } from './answer-links.ts';
import type { SafeFetch } from './safe-fetch.ts';

/** Alertmanager's failure reasons, for its metric of that name. */
export type FailureReason =
  | 'other'
  | 'clientError'
  | 'serverError'
  | 'contextCanceled'
  | 'contextDeadlineExceeded'
  | 'authError'
  | 'rateLimited';

/**
 * What an attempt came to.
 * `done`: the receiver accepted it. `retry`: network, timeout, 5xx, 429: asked again with backoff, not before `retryAfterMs`.
 * `refused`: another 4xx or its like; kept and tried again at the group's next flush.
 * `error` is for people and never holds a secret or a full webhook address.
 */
export type Outcome =
  | { readonly kind: 'done'; readonly receipt?: Receipt; readonly note?: string }
  | {
      readonly kind: 'retry';
      readonly error: string;
      readonly failure: FailureReason;
      readonly status?: number;
      readonly retryAfterMs?: number;
    }
  | {
      readonly kind: 'refused';
      readonly error: string;
      readonly failure: FailureReason;
      readonly status?: number;
    };

/** The incident of the notice's group, as it is when the message is rendered. */
export interface IncidentFacts {
  readonly id: string;
  readonly status: 'triggered' | 'acknowledged' | 'snoozed' | 'resolved';
  readonly severity: Severity;
  readonly openedAt: number;
  readonly acknowledgedAt?: number;
  readonly resolvedAt?: number;
  /** A person ended it, whatever still fires. */
  readonly resolvedBy?: string;
  readonly assignee?: string;
  /** Who had it and gave it back, while nobody has taken it again. */
  readonly handedBack?: { readonly by: string; readonly tookAt: number; readonly at: number };
  /** Put off until then: nobody is paged while it lasts. */
  readonly snoozed?: { readonly by: string; readonly until: number };
  /** What people and the escalation did, in words, oldest first: for what keeps a timeline of its own. */
  readonly happened?: readonly { readonly at: number; readonly text: string }[];
  /** What happens next, in the service's words: "Pages Mia at 03:22"; else the channel says what it knows. */
  readonly next?: string;
  /** What changed before it began, nearest first: "api 2.41.0 deployed, 2 min before payments began to fail." */
  readonly changed?: string;
  /** What else speaks for where it comes from; evidence, never a verdict. */
  readonly evidence?: string;
}

/** Everything a channel may say, and nothing else: plain data. */
export interface Message {
  readonly notice: Notice;
  readonly incident?: IncidentFacts;
  /** What this integration posted last for this group: to update it, to thread under it, to refer to it. */
  readonly receipt?: Receipt;
  /** `--web.external-url`, without a slash at the end; links to the alert are `<externalUrl>/a/tocsin-tocsin-app/alerts/<fingerprint>` (see links.ts). */
  readonly externalUrl: string;
  /** Of a page to a person: where its reader can answer. */
  readonly answers?: AnswerLinks;
  readonly routeLabels: Labels;
  readonly now: number;
  /** The zone that clock times are printed in, `Europe/Berlin`; UTC when absent. */
  readonly timeZone?: string;
}

/**
 * Expands a user's template (Go's text language, or HTML with every value escaped for its place) with Alertmanager's data of
 * this message; throws with a message for people.
 */
export type Expand = (template: string, message: Message, language?: 'text' | 'html') => string;

export interface Edge {
  /** With the settings of `http_config` that go with the integration in `http`. */
  readonly fetch: SafeFetch;
  readonly clock: Clock;
  /** Aborted at the attempt's timeout, when the lease is lost, and at shutdown. */
  readonly signal: AbortSignal;
  /** Reads a `*_file` secret when it is used. */
  readonly readFile: (path: string) => Promise<string>;
  /** The version for User-Agent. */
  readonly version: string;
  readonly expand: Expand;
  readonly log: Log;
}

/** One kind of integration. `Settings` come checked from the configuration, global defaults filled in. */
export interface Channel<Settings> {
  readonly type: string;
  /** chat, mail and paging are not repeated once somebody has the incident; a webhook is (its reader is a program). */
  readonly nature: 'chat' | 'mail' | 'paging' | 'webhook';
  /** An acknowledgement updates what was posted in place. */
  readonly updatesInPlace: boolean;
  /** Length of one attempt in ms at most. */
  timeoutMs(settings: Settings): number;
  send(message: Message, settings: Settings, edge: Edge): Promise<Outcome>;
}
