import type { ContactKind } from '@tocsin/api';

/** What doors must know of on call that the engine does not. */
export interface OnCallDoor {
  /** Names of receivers that policies can tell. */
  readonly receivers: () => readonly string[];
  /** Kinds of contacts that nothing is configured for, with what to add. */
  readonly missingChannels: () => ReadonlyMap<ContactKind, string>;
  /** For good: what was sealed at a place is read there only. */
  readonly seal: (secret: string, place: string) => string;
  /** Why an address that came in here must not be asked; nothing where it may. */
  readonly whyNotAsk: (url: string) => string | undefined;
  /** Address of the iCal feed of a schedule or a person: who has it can read it. */
  readonly calendarUrl: (kind: 'schedule' | 'person', id: string) => string;
  /** What browsers subscribe to pushes with. */
  readonly pushKey: string;
  /** A code that nobody guesses. */
  readonly newCode: () => string;
}
