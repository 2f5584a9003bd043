import type { ChangeInput } from './changes/input.ts';
import type { HealthInput } from './health/input.ts';
import type { Silence } from './mute/silence.ts';
import type { BookGroup } from './rule-book.ts';
import type { Labels, Measure, Receipt, Severity, Via } from '@tocsin/model';
import type { Target } from './escalate/policy.ts';
import type { Incident } from './incident/incident.ts';
import type { OnCallKind, OnCallObject } from './on-call/directory.ts';
import type { PromiseInput } from './promises/input.ts';
import type { TopologyInput } from './topology/input.ts';
import type { WorkflowCommandInput, WorkflowsInput } from './workflows/input.ts';

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
  | {
      readonly outcome: 'refused';
      readonly error: string;
      readonly status?: number;
      /** Nothing was asked: our own files lack what would send it. It says nothing of the address. */
      readonly unconfigured?: true;
    }
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

/** Who acts: a name to be shown, and the person of the directory where they are one. */
export interface Actor {
  readonly by: string;
  readonly person?: string;
  readonly via?: Via;
  /** For whom they say to act, unproved: recorded, never believed. */
  readonly claimed?: string;
}

interface ToIncident extends Actor {
  readonly kind: 'command';
  readonly incident: string;
  readonly comment?: string;
  /** The version that was seen; another is a conflict. */
  readonly version?: number;
  readonly request?: AskedOnce;
}

/** Idempotency: the same key and hash again changes nothing and is answered alike; another hash is a conflict. */
export interface AskedOnce {
  readonly key: string;
  readonly hash: string;
}

type IncidentChangeAsked =
  | { readonly command: 'acknowledge'; readonly forMs?: number }
  | { readonly command: 'hand-back' }
  | { readonly command: 'resolve'; readonly resolution?: string }
  | { readonly command: 'reopen' }
  | { readonly command: 'snooze'; readonly until: number }
  | { readonly command: 'wake' }
  | { readonly command: 'assign'; readonly to: string; readonly toId?: string }
  | { readonly command: 'note'; readonly text: string }
  | { readonly command: 'set-priority'; readonly priority?: Incident['priority'] }
  | { readonly command: 'set-severity'; readonly severity: Severity }
  | { readonly command: 'merge'; readonly into: string }
  | { readonly command: 'split'; readonly alerts: readonly string[]; readonly title?: string }
  | { readonly command: 'relate'; readonly to: string; readonly why?: string }
  | { readonly command: 'declare' }
  /** Stops the other channels of their running page, and takes nothing. */
  | { readonly command: 'awake' }
  /** Pages now: the next step of its policy, or these. */
  | { readonly command: 'escalate'; readonly targets?: readonly Target[]; readonly policy?: string };

/** What a person does with an incident. */
export type CommandInput = ToIncident & IncidentChangeAsked;

/** An incident by hand, by the API, or a test of a policy. */
export interface OpenIncidentInput extends Actor {
  readonly kind: 'open-incident';
  readonly origin: 'person' | 'api' | 'test';
  readonly title: string;
  readonly description?: string;
  readonly severity: Severity;
  readonly service?: string;
  readonly labels: Labels;
  readonly policy?: string;
  readonly request?: AskedOnce;
}

/** Somebody makes, changes or deletes a person, a team, a schedule … in the app. Checked at the door, as files are. */
export type OnCallInput = Actor & {
  readonly kind: 'on-call';
  readonly comment?: string;
  readonly request?: AskedOnce;
} & (
    | { readonly change: 'set'; readonly object: OnCallObject; readonly version?: number }
    | {
        readonly change: 'delete';
        readonly what: OnCallKind;
        readonly id: string;
        readonly version?: number;
        /** Although others refer to it: their last resort takes its place. */
        readonly force?: boolean;
      }
  );

/** A contact method is asked for a proof (a code is sent to it), or the code comes back. */
export type ProofInput = Actor & {
  readonly kind: 'proof';
  readonly owner: string;
  readonly contact: string;
} & (
    | { readonly change: 'ask'; readonly code: string }
    | { readonly change: 'prove'; readonly code: string }
    | { readonly change: 'bounced'; readonly error: string }
  );

/** A key made at the edge: kept before it is used. */
export interface KeyInput {
  readonly kind: 'key';
  readonly id: string;
  readonly sealed: string;
}

/** As a person or the API asks for it: an id asks to change that silence. Checked at the door; times in epoch ms. */
export interface WantedSilence extends Omit<Silence, 'id' | 'updatedAt' | 'watch' | 'endedBecause'> {
  readonly id?: string;
}

/**
 * Makes, changes or ends a silence, as Alertmanager does: a change that would rewrite the past ends the old one and
 * makes a new one.
 */
export type SilenceInput = {
  readonly kind: 'silence';
  /** Absent: over Alertmanager's API, where nobody says. */
  readonly actor?: Actor;
} & (
  | { readonly change: 'set'; readonly silence: WantedSilence }
  | { readonly change: 'expire'; readonly id: string }
);

interface ByPerson {
  readonly kind: 'rule-group';
  readonly by: string;
  readonly via?: Via;
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
  /** Forget pages and escalations of incidents that ended before this. */
  readonly forgetPagesBefore?: number;
}

/** The auditor found an escalation that does not agree with its incident: looked at again, and mended. */
export interface AuditInput {
  readonly kind: 'audit';
}

export type Input =
  | HealthInput
  | TopologyInput
  | ChangeInput
  | WorkflowsInput
  | WorkflowCommandInput
  | PromiseInput
  | AuditInput
  | AlertsInput
  | RuleInput
  | DueInput
  | AttemptStarted
  | AttemptEnded
  | CommandInput
  | OpenIncidentInput
  | OnCallInput
  | ProofInput
  | KeyInput
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
