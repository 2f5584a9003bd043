import { fieldOf } from './json.ts';

/** How an HTTP stand-in may refuse. */
export const refusalKinds = ['rate-limited', 'server-error', 'invalid-auth', 'hang'] as const;

export interface Refusal {
  kind: (typeof refusalKinds)[number];
  /** How often; without it, until told otherwise. */
  times?: number;
  retryAfterSeconds?: number;
}

/** The one refusal in force. */
export class Refusing<R extends { times?: number }> {
  #refusal: R | undefined;
  #left = 0;

  refuse(refusal: R): void {
    this.#refusal = refusal;
    this.#left = refusal.times ?? Number.POSITIVE_INFINITY;
  }

  accept(): void {
    this.#refusal = undefined;
  }

  /** The refusal for this request, which it uses up. */
  next(): R | undefined {
    if (!this.#refusal || this.#left <= 0) return undefined;
    this.#left -= 1;
    return this.#refusal;
  }
}

/** A refusal as JSON says it, or what is wrong with it. */
export function refusalOf<K extends string>(
  body: unknown,
  kinds: readonly K[],
): { kind: K; times?: number; retryAfterSeconds?: number } | string {
  const kind = kinds.find((known) => known === fieldOf(body, 'kind'));
  if (!kind) return `kind must be one of ${kinds.join(', ')}`;
  const times = fieldOf(body, 'times');
  const retryAfterSeconds = fieldOf(body, 'retryAfterSeconds');
  return {
    kind,
    ...(typeof times === 'number' ? { times } : {}),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  };
}
