import { isUtf8LabelName, type Matcher, quote } from '@tocsin/model';
import { compileMatcher, matcherFault } from '@tocsin/model/matchers';
import type { Silence } from './silence.ts';

type Checked = Pick<Silence, 'matcherSets' | 'startsAt' | 'endsAt'>;

/** Why Alertmanager would not take it, in its words, or undefined. Classic label names are the door's to ask for. */
export function silenceFault({ matcherSets, startsAt, endsAt }: Checked): string | undefined {
  if (matcherSets.length === 0) return 'at least one matcher set required';
  for (const [index, set] of matcherSets.entries()) {
    const fault = setFault(set, index);
    if (fault !== undefined) return fault;
  }
  return endsAt < startsAt ? 'end time must not be before start time' : undefined;
}

function setFault(set: readonly Matcher[], index: number): string | undefined {
  if (set.length === 0) return `matcher set ${index} is empty`;
  for (const [at, matcher] of set.entries()) {
    const fault = faultOf(matcher);
    if (fault !== undefined) return `invalid label matcher ${at} in set ${index}: ${fault}`;
  }
  return set.every(matchesEmpty)
    ? `matcher set ${index}: at least one matcher must not match the empty string`
    : undefined;
}

function faultOf(matcher: Matcher): string | undefined {
  const { name, value } = matcher;
  if (!isUtf8LabelName(name)) return `invalid label name ${quote(name)}`;
  if (!value.isWellFormed()) return `invalid label value ${quote(value)}`;
  const fault = matcherFault(matcher);
  return fault === undefined ? undefined : `invalid regular expression ${quote(value)}: ${fault}`;
}

/** As Alertmanager asks it: a negative matcher never counts as one that matches the empty string. */
const matchesEmpty = (matcher: Matcher): boolean =>
  (matcher.op === '=' || matcher.op === '=~') && compileMatcher(matcher)('');
