import type { Severity } from '@tocsin/model';
import type { EscalationPolicy } from '../escalate/policy.ts';
import type { Hours } from './hours.ts';
import type { Origin } from './origin.ts';
import type { Override, ReadCalendar, Schedule } from './schedule.ts';

export const contactKinds = ['slack', 'email', 'sms', 'call', 'telegram', 'push', 'webhook'] as const;
export type ContactKind = (typeof contactKinds)[number];

/** One way to reach a person. */
export interface ContactMethod {
  /** Unique for the person: `phone`. */
  readonly id: string;
  readonly kind: ContactKind;
  /** Slack user id, e-mail address, number in E.164, Telegram chat id, push subscription as JSON, address. */
  readonly address: string;
  /** The operator's file says that it is theirs. */
  readonly vouched?: boolean;
}

/** "Slack now, call after 5 minutes." */
export interface NotificationRule {
  /** Id of a contact method. */
  readonly contact: string;
  readonly afterMs: number;
}

export interface Person extends Origin {
  readonly id: string;
  readonly name: string;
  /** As Grafana knows them: `sub` or login of the identity. */
  readonly login?: string;
  readonly email?: string;
  readonly timeZone?: string;
  readonly contacts: readonly ContactMethod[];
  /** By severity; absent for one: all verified contacts at once, in order, the next after a minute. */
  readonly rules: Readonly<Partial<Record<Severity, readonly NotificationRule[]>>>;
  /** Critical overrides them. */
  readonly quietHours?: Hours;
  /** Messages a minute before the rest goes into a digest; critical ones always go out. */
  readonly mostPerMinute?: number;
}

export interface Team extends Origin {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
}

/** Level 0: a signed webhook whose answer is awaited and shown. */
export interface Automation extends Origin {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** File of the signing secret, or its sealed text. */
  readonly secretFile?: string;
  readonly sealedSecret?: string;
  readonly timeoutMs: number;
}

/** A contact method that was added beside a person's own entry, so that a file need not change for it. */
export interface AddedContact extends ContactMethod {
  readonly person: string;
}

/** How a person wants to be told, in their own words: all of it in place of what their entry says. */
export interface Preferences {
  /** The person. */
  readonly id: string;
  readonly rules: Person['rules'];
  readonly quietHours?: Hours;
  readonly mostPerMinute?: number;
}

export interface OnCallValues {
  readonly person: Person;
  readonly team: Team;
  readonly schedule: Schedule;
  readonly policy: EscalationPolicy;
  readonly override: Override;
  readonly automation: Automation;
  /** Its id is `person/contact`. */
  readonly contact: AddedContact & { readonly contactId: string };
  /** Its id is the person's. */
  readonly preferences: Preferences;
  /** Its id is the schedule's. Nobody writes it: it is read from the feed that the schedule names. */
  readonly calendar: ReadCalendar;
}
export type OnCallKind = keyof OnCallValues;

/** One version of an object. Old ones are kept: who was on call at a past moment follows from what was in force then. */
export interface ObjectVersion<K extends OnCallKind = OnCallKind> {
  readonly kind: K;
  readonly id: string;
  readonly version: number;
  /** In force from then (epoch ms) until the next one. */
  readonly at: number;
  readonly source: 'file' | 'app';
  /** A person's name; of the files: which one. */
  readonly by: string;
  readonly comment?: string;
  /** Absent: deleted. */
  readonly value?: OnCallValues[K];
}

/** An object as files and doors give it, checked. */
export type OnCallObject = {
  readonly [K in OnCallKind]: {
    readonly kind: K;
    readonly id: string;
    readonly value: OnCallValues[K];
    /** Where it stands, of one of the files. */
    readonly file?: string;
  };
}[OnCallKind];

/** Everybody and everything that can be told, with their past. `kind id` to versions, oldest first. */
export type Directory = Map<string, readonly ObjectVersion[]>;

export const objectKey = (kind: OnCallKind, id: string): string => `${kind} ${id}`;

const isOf = <K extends OnCallKind>(kind: K, version: ObjectVersion): version is ObjectVersion<K> =>
  version.kind === kind;

/** What is in force at a moment, else now. */
export function objectIn<K extends OnCallKind>(
  directory: Directory,
  { kind, id, at = Infinity }: { readonly kind: K; readonly id: string; readonly at?: number },
): OnCallValues[K] | undefined {
  const version = directory.get(objectKey(kind, id))?.findLast((each) => each.at <= at);
  return version && isOf(kind, version) ? version.value : undefined;
}

/** All of a kind that are in force, by id. */
export function objectsIn<K extends OnCallKind>(
  directory: Directory,
  kind: K,
  at = Infinity,
): OnCallValues[K][] {
  const ids = [...directory.keys()].filter((key) => key.startsWith(`${kind} `)).sort();
  return ids.flatMap((key) => objectIn(directory, { kind, id: key.slice(kind.length + 1), at }) ?? []);
}

/** A person as they are told: with the contacts they added, and their own rules in place of those of their entry. */
export function personIn(directory: Directory, id: string, at = Infinity): Person | undefined {
  const person = objectIn(directory, { kind: 'person', id, at });
  if (!person) return undefined;
  const taken = new Set(person.contacts.map((contact) => contact.id));
  const added = addedContacts(directory, id, at).filter((contact) => !taken.has(contact.id));
  const own = objectIn(directory, { kind: 'preferences', id, at });
  const { rules, quietHours, mostPerMinute, ...entry } = person;
  const { id: _, ...told } = own ?? {
    id,
    rules,
    ...(quietHours && { quietHours }),
    ...(mostPerMinute !== undefined && { mostPerMinute }),
  };
  return { ...entry, ...told, contacts: [...person.contacts, ...added] };
}

function addedContacts(directory: Directory, person: string, at: number): ContactMethod[] {
  const begin = objectKey('contact', `${person}/`);
  // In the order in which they were added: that is the order in which they are tried.
  const addedAt = (key: string): number => directory.get(key)?.[0]?.at ?? 0;
  const keys = [...directory.keys()]
    .filter((key) => key.startsWith(begin))
    .sort((a, b) => addedAt(a) - addedAt(b) || (a < b ? -1 : 1));
  return keys.flatMap((key) => {
    const added = objectIn(directory, { kind: 'contact', id: key.slice('contact '.length), at });
    return added ? [{ id: added.contactId, kind: added.kind, address: added.address }] : [];
  });
}
