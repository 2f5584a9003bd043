import type { Via } from '@tocsin/model';
import type { AskedOnce, CommandInput } from '#core/input';
import type { CommandAnswer } from '#core/incident/command';
import type { Incident } from '#core/incident/incident';
import type { ContactKind, Person } from '#core/on-call/directory';
import type { Page } from '#core/page/page';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A command as a channel hands it in. */
export type Answered = Without<CommandInput, 'kind'>;

export interface OnCallNow {
  /** By name. */
  readonly schedule: string;
  readonly people: readonly string[];
  /** Until when at least one of them is (epoch ms); absent: nobody is. */
  readonly until?: number;
}

export interface CalledByHand {
  readonly by: string;
  readonly person?: string;
  readonly via: Via;
  readonly text: string;
  /** Ids. */
  readonly to: { readonly person: string } | { readonly policy: string };
  readonly request?: AskedOnce;
}

/**
 * What a channel that answers back may do: the one way in for a pressed button, a reply, a key on a phone. Who it is, and
 * that the message is genuine, the channel has proved before it asks here.
 */
export interface AnswerDoor {
  /** Whose verified contact method this is. */
  personBy(kind: ContactKind, address: string): Person | undefined;
  person(id: string): Person | undefined;
  incident(id: string): Incident | undefined;
  /** By what receivers with incidents of their own know its group as: `dedup_key`, `alias`. */
  incidentOfGroupHash(hash: string): Incident | undefined;
  /** Open ones, in the order of the inbox. */
  openIncidents(): readonly Incident[];
  page(id: string): Page | undefined;
  /** Whom it was told to, by which of their contacts; oldest first. */
  pagesOf(incident: string): readonly Page[];
  /** A contact method turned out to be dead after the message was taken. */
  bounced(dead: { readonly person: string; readonly contact: string; readonly error: string }): Promise<void>;
  /** Rejects with EngineUnavailable: nothing was kept, and the person is to be told so. */
  act(asked: Answered): Promise<CommandAnswer>;
  /** Makes a silence for all that fires of an incident; its id, or why not. */
  silence(asked: {
    readonly incident: string;
    readonly forMs: number;
    readonly by: string;
    readonly comment: string;
  }): Promise<{ readonly id: string } | { readonly problem: string }>;
  /** Calls somebody with words of one's own: an incident by hand, which goes to a person or along a policy. */
  call(asked: CalledByHand): Promise<CommandAnswer>;
  /** Who is on call at this moment, schedule by schedule. */
  onCallNow(): readonly OnCallNow[];
  /** All that may be called, by id or by name in any case. */
  personNamed(name: string): Person | undefined;
  policyNamed(name: string): { readonly id: string; readonly name: string } | undefined;
  /** Why these people, and why not others: a few sentences. */
  why(incident: string): Promise<string>;
  /** What happens next: "pages Mia at 03:22". */
  next(incident: Incident): string;
  readonly externalUrl: string;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Log;
}
