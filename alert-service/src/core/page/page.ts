import type {
  ContactReason,
  NotPagedReason,
  PagedTarget,
  PageReason,
  Receipt,
  Severity,
} from '@tocsin/model';
import type { ContactKind } from '../on-call/directory.ts';

/** One message of a page: one way to reach whom it is for. Frozen: who is deleted meanwhile is still told. */
export interface Contact {
  /** `@mia/phone`, told again `@mia/phone#2`; of a receiver `team/slack[0]`; of an automation `@automation/NAME`. */
  readonly integration: string;
  /** Of a person. */
  readonly kind?: ContactKind;
  readonly address?: string;
  readonly status: 'waiting' | 'sending' | 'delivered' | 'failed' | 'stopped';
  readonly reason?: ContactReason | NotPagedReason;
  /** While it waits: due then (epoch ms). Of one that is delivered: what was posted is to be updated then. */
  readonly nextAttemptAt?: number;
  readonly attempts: number;
  /** Of the attempt in flight: the id that its outcome carries, and its start. */
  readonly notice?: string;
  readonly startedAt?: number;
  /** Of its first attempt: it is given up so long after. */
  readonly since?: number;
  readonly deliveredAt?: number;
  readonly lastError?: string;
  /** Of what was delivered: to update it, to know an answer to it. */
  readonly receipt?: Receipt;
  /** What an automation answered. */
  readonly answer?: string;
  /** What is in flight changes what was delivered before; whatever becomes of it, they were told. */
  readonly updating?: true;
  /** The version of the incident that it tells of. */
  readonly tells?: number;
  /** It fails for so long that the next one does not wait for it. */
  readonly passedOver?: true;
  /** In flight as one message with these other pages, by their ids. */
  readonly digest?: readonly string[];
}

/** Somebody is called about an incident: all messages of it until they answer. */
export interface Page {
  /** `PG-1`: counted. */
  readonly id: string;
  readonly incident: string;
  readonly target: PagedTarget;
  /** Of a person, by name. */
  readonly name?: string;
  readonly why: PageReason;
  readonly severity: Severity;
  readonly level?: number;
  readonly policy?: string;
  /** How they are on call: the schedule's id. */
  readonly schedule?: string;
  readonly at: number;
  readonly contacts: readonly Contact[];
  readonly ended?: { readonly at: number; readonly reason: ContactReason | NotPagedReason };
  /** Not a page: the code that proves a contact method. */
  readonly code?: string;
}

/** A contact method that was asked for a proof, has one, or turned out to be dead. */
export interface Verification {
  readonly person: string;
  readonly contact: string;
  /** A changed address is to be proved anew. */
  readonly address: string;
  readonly askedAt?: number;
  readonly code?: string;
  readonly wrongCodes?: number;
  /** When codes were asked for in the last hour. */
  readonly asks?: readonly number[];
  readonly verifiedAt?: number;
  /** It refused then, and has taken nothing since: tried all the same, and shown. */
  readonly bouncedAt?: number;
  readonly bounceError?: string;
}

/** `group` of what is due and of what is sent for a page. No group key begins so: they begin with a brace. */
export const pageGroup = (id: string): string => `page:${id}`;
export const pageOfGroup = (group: string): string | undefined =>
  group.startsWith('page:') ? group.slice(5) : undefined;
