import type { Place } from './tree.ts';

/** What is wrong with an expression, where, and what to change. Line and column count from 1. */
export interface PromqlProblem extends Place {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

/** Thrown while reading and checking; never leaves this folder. */
export class PromqlRefused extends Error {
  readonly place: Place;
  readonly remedy: string;
  constructor(message: string, place: Place, remedy: string) {
    super(message);
    this.place = place;
    this.remedy = remedy;
  }
}

export function problemAt(text: string, { message, place, remedy }: PromqlRefused): PromqlProblem {
  const before = text.slice(0, place.from);
  const line = before.split('\n').length;
  return {
    from: place.from,
    to: place.to,
    line,
    column: place.from - (before.lastIndexOf('\n') + 1) + 1,
    message,
    remedy,
  };
}
