import type { Labels } from '@tocsin/model';
import { compileMatcher, compileMatchers, matcherFault, parseMatchers } from '@tocsin/model/matchers';
import type { Request } from 'express';
import { HttpError } from '../errors.ts';

/** A query parameter given once or several times. */
export function all(request: Request, name: string): string[] {
  const value = request.query[name];
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((each) => typeof each === 'string');
}

/** Booleans default to true; anything but true and false is an error, as upstream. */
export function flag(request: Request, name: string): boolean {
  const [value = 'true'] = all(request, name);
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new HttpError(400, `${name} must be true or false, not ${JSON.stringify(value)}`);
}

/** Repeated `filter=` matchers are ANDed. */
export function labelFilter(request: Request): (labels: Labels) => boolean {
  const matchers = all(request, 'filter').flatMap((text) => {
    const read = parseMatchers(text);
    if (!read.ok) throw new HttpError(400, `bad matcher format: ${read.error}`);
    return read.value;
  });
  return compileMatchers(matchers);
}

/** `receiver` is an anchored regular expression. */
export function receiverFilter(request: Request): (receiver: string) => boolean {
  const [value] = all(request, 'receiver');
  if (value === undefined) return () => true;
  const matcher = { name: 'receiver', op: '=~', value } as const;
  const fault = matcherFault(matcher);
  if (fault) throw new HttpError(400, `failed to parse receiver param: ${fault}`);
  return compileMatcher(matcher);
}
