import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';

/** Laid ground: each of these is taken away by whoever builds it. */
export function notYet(_: TocsinContext, what: string): never {
  throw new HttpError(503, 'Not built yet', { detail: what });
}
