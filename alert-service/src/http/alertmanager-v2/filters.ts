import type { Labels } from '@tocsin/model';
import {
  compileMatcher,
  compileMatchers,
  matcherFault,
  type MatcherMode,
  parseMatchers,
} from '@tocsin/model/matchers';
import type { Request } from 'express';
import { HttpError } from '../errors.ts';

/** A query parameter given once or several times. */
export function all(request: Request, name: string): string[] {
  const value = request.query[name];
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((each) => typeof each === 'string');
}

const yes = ['true', '1', 'yes', 'ok', 'y', 'on', 'selected', 'checked', 't', 'enabled'];
const no = ['false', '0', 'no', 'n', 'off', 'f', 'disabled'];

/** Booleans default to true, and are true by upstream's words. It takes all others for false; we say which are. */
export function flag(request: Request, name: string): boolean {
  const value = all(request, name).at(-1)?.toLowerCase() ?? '';
  if (value === '' || yes.includes(value)) return true;
  if (no.includes(value)) return false;
  throw new HttpError(400, `${name} must be true or false, not ${JSON.stringify(value)}`);
}

/** Repeated `filter=` matchers are ANDed. */
export function labelFilter(request: Request, mode: MatcherMode): (labels: Labels) => boolean {
  const matchers = all(request, 'filter').flatMap((text) => {
    const read = parseMatchers(text, mode);
    if (!read.ok) throw new HttpError(400, `bad matcher format: ${read.error}`);
    return read.value;
  });
  return compileMatchers(matchers);
}

/** `receiver` is an anchored regular expression. */
export function receiverFilter(request: Request): (receiver: string) => boolean {
  if (all(request, 'receiver_matchers').length > 0)
    throw new HttpError(501, 'receiver_matchers is not supported yet: use receiver');
  const value = all(request, 'receiver').at(-1);
  if (value === undefined) return () => true;
  const matcher = { name: 'receiver', op: '=~', value } as const;
  const fault = matcherFault(matcher);
  if (fault) throw new HttpError(400, `failed to parse receiver param: ${fault}`);
  return compileMatcher(matcher);
}
