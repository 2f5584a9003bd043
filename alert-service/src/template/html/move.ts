import type { Context } from './context.ts';

/** The context behind some text, and how much of the text that is. */
export interface Move {
  readonly context: Context;
  readonly read: number;
}
export type Transition = (context: Context, text: string) => Move;

export const stay: Transition = (context, text) => ({ context, read: text.length });

export const spaceLength = (text: string): number => /^[ \t\n\f\r]*/.exec(text)?.[0].length ?? 0;

/** A URL goes from nothing to its path to its query; it never goes back. */
export function withUrl(context: Context, text: string): Context {
  if (/[#?]/.test(text)) return { ...context, urlPart: 'QueryOrFrag' };
  if (context.urlPart !== 'None' || spaceLength(text) === text.length) return context;
  return { ...context, urlPart: 'PreQuery' };
}
