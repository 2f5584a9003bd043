import { HttpError } from './errors.ts';

/** An answer of the engine that says no. */
export interface Refused {
  readonly kind: 'not-found' | 'conflict' | 'unfit';
  readonly detail: string;
  /** Of a conflict: it has changed since, or the idempotency key stood for something else. */
  readonly because?: 'version' | 'request';
}

/** `what`: "incident". */
export function refusal({ kind, detail, because }: Refused, what: string): HttpError {
  if (kind === 'not-found') return new HttpError(404, `There is no such ${what}`, { detail });
  if (kind === 'unfit') return new HttpError(400, 'The request does not fit', { detail });
  if (because === 'version') return new HttpError(412, 'It has changed since you saw it', { detail });
  if (because === 'request')
    return new HttpError(422, 'This Idempotency-Key stands for another request', { detail });
  return new HttpError(409, 'This cannot be done now', { detail });
}
