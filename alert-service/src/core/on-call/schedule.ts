import type { Span } from './hours.ts';
import type { Rotation } from './rotation.ts';
import type { Origin } from './origin.ts';

/** Participants take turns. Of several layers that have somebody at a moment, the last one counts. */
export interface Layer {
  readonly id: string;
  readonly name: string;
  /** Each turn: who is on call together (usually one), by person id. */
  readonly turns: readonly (readonly string[])[];
  readonly rotation: Rotation;
  /** Wall clock in the schedule's zone, `2026-11-02T09:00`: the first handover; its time of day is that of each. */
  readonly startsOn: string;
  /** Wall clock; nobody from then on. */
  readonly endsOn?: string;
  /** Only in these spans, in the schedule's zone; absent: always. */
  readonly restrictions?: readonly Span[];
}

export interface Schedule extends Origin {
  readonly id: string;
  readonly name: string;
  /** A name of the IANA time zone database. */
  readonly timeZone: string;
  readonly layers: readonly Layer[];
  /** Address of an iCal feed that is read again and again. */
  readonly calendar?: string;
}

/** What the calendar of a schedule said when it was last read. */
export interface ReadCalendar {
  /** Where it was read: once the schedule names another address it says nothing. */
  readonly url: string;
  readonly shifts: readonly ImportedShift[];
  /** What could not be read, and what to change. Where nothing could, the shifts are those that were read last. */
  readonly problems: readonly string[];
}

export interface ImportedShift {
  readonly person: string;
  readonly from: number;
  readonly to: number;
}

/** Somebody takes a time of a schedule, above all layers; of several the newest counts. Epoch ms, `[from, to)`. */
export interface Override {
  readonly id: string;
  readonly schedule: string;
  /** Absent: nobody on purpose (the gap is said, and the last resort told). */
  readonly person?: string;
  readonly from: number;
  readonly to: number;
  /** Whom it replaces; absent: whoever it is. */
  readonly insteadOf?: string;
  /** Overrides of one swap carry the same. */
  readonly swap?: string;
  readonly comment?: string;
}
