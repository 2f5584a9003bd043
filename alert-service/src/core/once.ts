import type { AskedOnce } from './input.ts';
import type { Turn } from './turn.ts';

/** A key that was used so long ago stands for nothing any more. */
export const requestsKeptMs = 24 * 3_600_000;

export type AskedBefore =
  /** The same was asked and done: `subject` is what it changed. */
  | { readonly kind: 'done'; readonly subject: string }
  /** The key stood for something else. */
  | { readonly kind: 'other'; readonly detail: string };

/** Whether this was asked before under its idempotency key. What was refused then is asked anew. */
export function askedBefore({ state, now }: Turn, request: AskedOnce | undefined): AskedBefore | undefined {
  const kept = request && state.requests.get(request.key);
  if (!kept || kept.at + requestsKeptMs <= now) return undefined;
  if (kept.hash === request.hash) return { kind: 'done', subject: kept.subject };
  const detail = `This Idempotency-Key has been used for something else, which changed ${kept.subject}: send a new key.`;
  return { kind: 'other', detail };
}

export function keepRequest(turn: Turn, request: AskedOnce | undefined, subject: string): void {
  if (request) turn.put('request', request.key, { ...request, at: turn.now, subject });
}

/** Keys of requests that nobody can mean any more. */
export const forgettableRequests = ({ state, now }: Pick<Turn, 'state' | 'now'>): string[] =>
  [...state.requests.values()].filter(({ at }) => at + requestsKeptMs <= now).map(({ key }) => key);
