import type { Silence } from './mute/silence.ts';
import type { BookGroup } from './rule-book.ts';
import type { Labels, Measure, Receipt } from '@tocsin/model';

/** An alert as a ruler posted it, defaults filled in: what is stored is what was decided from. Times in epoch ms. */
export interface PostedAlert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly timeout: boolean;
  readonly generatorURL: string;
}

export interface AlertsInput {
  readonly kind: 'alerts';
  readonly alerts: readonly PostedAlert[];
}

/** What one of our own alerts says, as it goes into routing. */
export interface RuledAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly generatorURL: string;
  readonly measure: Measure;
  readonly startsAt: number;
  /** Only once it has ended. */
  readonly endsAt?: number;
}

/** An alert whose condition is gone is held, or its data are back: pending without an alert, firing with one. */
export type RuleHold = 'held-recovery' | 'held-missing' | 'data-returned';

export type RuleStep =
  | {
      readonly change: 'pending' | 'dropped' | RuleHold;
      readonly fingerprint: string;
      readonly value: string;
    }
  | {
      readonly change: 'firing' | 'resolved' | 'updated' | RuleHold;
      readonly fingerprint: string;
      readonly value: string;
      readonly alert: RuledAlert;
    }
  | { readonly change: 'error-began'; readonly error: string }
  | { readonly change: 'error-ended' };

/** Transitions of one rule with the state they lead to (engine's contract, line 24). */
export interface RuleInput {
  readonly kind: 'rule';
  readonly ruleId: string;
  readonly steps: readonly RuleStep[];
  /** Absent: the rule is gone. */
  readonly state?: unknown;
}

/** Time passed: flush what is due. */
export interface DueInput {
  readonly kind: 'due';
}

export interface AttemptStarted {
  readonly kind: 'delivery';
  readonly phase: 'start';
  readonly group: string;
  readonly integration: string;
}

export type AttemptResult =
  | { readonly outcome: 'delivered'; readonly receipt?: Receipt; readonly note?: string }
  | {
      readonly outcome: 'retry';
      readonly error: string;
      readonly status?: number;
      readonly retryAfterMs?: number;
    }
  | { readonly outcome: 'refused'; readonly error: string; readonly status?: number }
  /** Nobody knows: the process ended while it was in flight. */
  | { readonly outcome: 'ambiguous' };

export interface AttemptEnded {
  readonly kind: 'delivery';
  readonly phase: 'end';
  readonly group: string;
  readonly integration: string;
  readonly notice: string;
  /** When the answer arrived at the sender. */
  readonly at: number;
  readonly result: AttemptResult;
}

export interface CommandInput {
  readonly kind: 'command';
  readonly command: 'acknowledge' | 'hand-back';
  readonly incident: string;
  readonly by: string;
  readonly comment?: string;
}

/** As a person or the API asks for it: an id asks to change that silence. Checked at the door; times in epoch ms. */
export interface WantedSilence extends Omit<Silence, 'id' | 'updatedAt' | 'watch' | 'endedBecause'> {
  readonly id?: string;
}

/**
 * Makes, changes or ends a silence, as Alertmanager does: a change that would rewrite the past ends the old one and
 * makes a new one.
 */
export type SilenceInput =
  | { readonly kind: 'silence'; readonly change: 'set'; readonly silence: WantedSilence }
  | { readonly kind: 'silence'; readonly change: 'expire'; readonly id: string };

interface ByPerson {
  readonly kind: 'rule-group';
  readonly by: string;
  readonly comment?: string;
}

/** A person makes, changes or deletes a rule group of the app. Checked at the door, as rule files are. */
export type RuleGroupInput =
  | (ByPerson & { readonly change: 'make'; readonly id?: string; readonly group: BookGroup })
  | (ByPerson & {
      readonly change: 'set';
      readonly id: string;
      /** The version that was seen. */
      readonly version: number;
      readonly group: BookGroup;
      /** The older version whose content it is. */
      readonly restored?: number;
    })
  | (ByPerson & { readonly change: 'delete'; readonly id: string; readonly version?: number });

/**
 * What another Alertmanager last told an integration about a group: its notification log names alerts by hashes of
 * their labels (`notificationHash`), so each is recognised when it comes in. Times in epoch ms.
 */
export interface Notified {
  readonly group: string;
  /** `team/slack[0]`. */
  readonly integration: string;
  readonly at: number;
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  /** Not to be relied on after this. */
  readonly expiresAt: number;
  readonly receipt: Receipt;
}

/** Somebody sent a test message through a receiver: nothing is decided from it, but it was sent. */
export interface TriedInput {
  readonly kind: 'tried';
  readonly receiver: string;
  readonly by: string;
  readonly results: readonly {
    readonly integration: string;
    readonly delivered: boolean;
    readonly error?: string;
  }[];
}

/** The switch from Alertmanager: what it knew, taken over before anything is decided. */
export interface ImportInput {
  readonly kind: 'import';
  readonly silences: readonly Silence[];
  readonly notified: readonly Notified[];
}

/**
 * The configuration from here on. A reload rebuilds all groups with new timers, as Alertmanager does, whether anything
 * changed or not; a start keeps them, and rebuilds only where it differs from the last.
 */
export interface ConfigurationInput {
  readonly kind: 'configuration';
  readonly hash: string;
  readonly cause: 'start' | 'reload';
}

export interface HeartbeatInput {
  readonly kind: 'heartbeat';
  /** Nobody could reach us since then (epoch ms): expiries not yet due move. */
  readonly gapFrom?: number;
  /** The clock went back by so many ms beyond what can be waited out. */
  readonly setBackMs?: number;
  /** Forget alerts that ended so long ago that nothing can refer to them. */
  readonly forget?: readonly string[];
  /** Those of them that ended after this have fired again since they were chosen, and stay. */
  readonly endedBefore?: number;
  /** Forget silences whose end is longer ago than they are kept. */
  readonly forgetSilences?: readonly string[];
}

export type Input =
  | AlertsInput
  | RuleInput
  | DueInput
  | AttemptStarted
  | AttemptEnded
  | CommandInput
  | SilenceInput
  | RuleGroupInput
  | ConfigurationInput
  | ImportInput
  | TriedInput
  | HeartbeatInput;

/** What a commit decides from: stored as one row. */
export interface Batch {
  readonly seq: number;
  readonly now: number;
  readonly seed: number;
  readonly inputs: readonly Input[];
}
