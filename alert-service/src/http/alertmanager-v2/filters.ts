import type { Labels, Matcher } from '@tocsin/model';
import {
  compileMatcher,
  compileMatchers,
  matcherFault,
  type MatcherMode,
  parseMatcher,
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

/** Each is one matcher, as upstream reads it: repeated ones are ANDed. */
export function matchersOf(request: Request, name: string, mode: MatcherMode): Matcher[] {
  const where = name === 'filter' ? '' : `failed to parse ${name} param: `;
  return all(request, name).map((text) => {
    const read = parseMatcher(text, mode);
    if (read.ok) return read.value;
    throw new HttpError(400, `${where}${read.error}`);
  });
}

export const labelFilter = (request: Request, mode: MatcherMode): ((labels: Labels) => boolean) =>
  compileMatchers(matchersOf(request, 'filter', mode));

export interface ReceiversAsked {
  readonly matcherMode: MatcherMode;
  readonly engine: { policy(): { readonly receiverLabels: ReadonlyMap<string, Labels> } };
}

/**
 * `receiver` is an anchored regular expression; `receiver_matchers` ask the receiver's labels, its name among them. As
 * upstream, an alert with several receivers may pass the one by one of them and the other by another.
 */
export function receiverFilters(request: Request, asked: ReceiversAsked): ((receiver: string) => boolean)[] {
  return [...receiverPattern(request), ...receiverMatchers(request, asked)];
}

export function receiverMatchers(
  request: Request,
  { matcherMode, engine }: ReceiversAsked,
): ((receiver: string) => boolean)[] {
  const matchers = matchersOf(request, 'receiver_matchers', matcherMode);
  if (matchers.length === 0) return [];
  const matches = compileMatchers(matchers);
  const { receiverLabels } = engine.policy();
  return [(receiver) => matches(receiverLabels.get(receiver) ?? { name: receiver })];
}

function receiverPattern(request: Request): ((receiver: string) => boolean)[] {
  const value = all(request, 'receiver').at(-1) ?? '';
  if (value === '') return [];
  const matcher = { name: 'receiver', op: '=~', value } as const;
  const fault = matcherFault(matcher);
  if (fault) throw new HttpError(400, `failed to parse receiver param: ${fault}`);
  return [compileMatcher(matcher)];
}
