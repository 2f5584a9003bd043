import type { OnCallInput } from '../input.ts';
import type { Turn } from '../turn.ts';
import type { ObjectVersion } from './directory.ts';

export type OnCallAnswer =
  | { readonly kind: 'on-call'; readonly version: ObjectVersion }
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'conflict'; readonly detail: string }
  | { readonly kind: 'unfit'; readonly detail: string };

/** A person changes an object of the app. */
export function takeOnCall(_turn: Turn, _input: OnCallInput): OnCallAnswer {
  return { kind: 'unfit', detail: 'not built yet' };
}

/** What the files say becomes versions: new and changed ones are recorded, those that are gone end. */
export function takeOnCallFiles(_turn: Turn): void {}
