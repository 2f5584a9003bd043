import type { AttemptEnded, AttemptStarted } from '../input.ts';
import type { Turn } from '../turn.ts';

/** A message of a page is due: it goes out, waits (quiet hours, a storm), or is not wanted any more. */
export function startPageAttempt(_turn: Turn, _input: AttemptStarted): void {}

/** What became of it. */
export function endPageAttempt(_turn: Turn, _input: AttemptEnded): void {}

/** The clock was set back by so much: due times move with it. */
export function shiftPages(_turn: Turn, _byMs: number): void {}

/** A person's minute is over: what had to wait goes out as one message. */
export function stormOver(_turn: Turn, _person: string): void {}
