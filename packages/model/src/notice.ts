import type { Alert } from './alert.ts';
import type { Labels } from './labels.ts';
import type { PageReason } from './page-reasons.ts';
import type { ToldReason, UpdateReason } from './reasons.ts';

/** What a channel keeps of a message it posted, so that it can be updated or threaded: Slack channel and ts, Message-ID, dedup key. */
export type Receipt = Readonly<Record<string, string>>;

/** Who should have been told, and could not be: a fallback is told in its place. */
export interface InsteadOf {
  /** `team/slack[0]`. */
  readonly integration: string;
  /** When it was first tried (epoch ms). */
  readonly since: number;
  /** What it last answered; nothing where it has not answered at all. */
  readonly error?: string;
}

/** One group of a digest, and how many of its alerts are told. */
export interface DigestPart {
  readonly group: string;
  /** Of pages: whose group it is. */
  readonly incident?: string;
  readonly groupLabels: Labels;
  readonly firing: number;
  readonly resolved: number;
}

/** A person, a receiver or an automation is paged about an incident: what the message may say of it. */
export interface NoticePage {
  readonly id: string;
  readonly incident: string;
  readonly why: PageReason;
  /** Who reads it, by name; absent where a receiver is told. */
  readonly person?: string;
  readonly level?: number;
  readonly policy?: string;
  /** How they are on call: the name of the schedule. */
  readonly schedule?: string;
  /** Until when they are on call in it (epoch ms). */
  readonly onCallUntil?: number;
  /** Not a page: the code that proves a contact method to be theirs. */
  readonly code?: string;
}

/** One message to one integration about one group: data to be rendered when it is sent, never text, never a secret. */
export interface Notice {
  /** The same through all attempts: usable as an idempotency key. */
  readonly id: string;
  readonly why: ToldReason | UpdateReason;
  /** Decided then (epoch ms). */
  readonly at: number;
  readonly group: string;
  readonly groupLabels: Labels;
  readonly receiver: string;
  /** `slack[0]`: integration within the receiver. */
  readonly integration: string;
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
  readonly insteadOf?: InsteadOf;
  /** What had to wait for its turn, several groups in one message: `firing` and `resolved` are those of all. */
  readonly digest?: readonly DigestPart[];
  /** Sent by escalation, not by routing; `why` is `first`, `receiver` and `integration` name whom and how. */
  readonly page?: NoticePage;
}
