import { compareMatchers, isClassicLabelName, type Matcher } from '@tocsin/model';
import { matcherFault, parseMatchers } from '@tocsin/model/matchers';
import { z } from 'zod';
import { fields, flag, given, length, listOf, notYet, text, texts } from './fields.ts';
import type { Reading } from './reading.ts';
import type { Path } from './yaml-file.ts';

const names = given(listOf(text, 'label names'));

/** One route as it is written. */
export const RouteConfig = fields({
  receiver: text.optional(),
  group_by: names,
  match: given(texts),
  match_re: given(
    z.record(z.string(), z.unknown(), { error: 'expected label names with regular expressions' }),
  ),
  matchers: given(listOf(text, 'matchers')),
  continue: flag.default(false),
  group_wait: given(length),
  group_interval: given(length),
  repeat_interval: given(length),
  labels: given(texts),
  routes: given(listOf(z.unknown(), 'routes')),
  mute_time_intervals: notYet('mute_time_intervals'),
  active_time_intervals: notYet('active_time_intervals'),
});
export type RouteConfig = z.output<typeof RouteConfig>;

const writtenMatchers = (config: RouteConfig, path: Path, reading: Reading): Matcher[] =>
  (config.matchers ?? []).flatMap((written, index) => {
    const at = [...path, 'matchers', index];
    const found = parseMatchers(written, reading.mode);
    if (!found.ok) {
      reading.problem(at, `cannot read this matcher: ${found.error}`);
      return [];
    }
    if (found.warning !== undefined) reading.warn(at, found.warning);
    return found.value;
  });

const oldMatchers = (config: RouteConfig, path: Path, reading: Reading): Matcher[] => {
  const check = (matcher: Matcher, at: Path): Matcher => {
    const fault = isClassicLabelName(matcher.name)
      ? matcherFault(matcher)
      : 'is no label name: use letters, digits and underscores';
    if (fault !== undefined) reading.problem(at, `${matcher.name}: ${fault}`);
    return matcher;
  };
  const equal = Object.entries(config.match ?? {}).map(([name, value]) =>
    check({ name, op: '=', value }, [...path, 'match', name]),
  );
  const regexps = Object.entries(config.match_re ?? {}).flatMap(([name, raw]) => {
    const at = [...path, 'match_re', name];
    if (raw === null) reading.problem(at, `${name}: a regular expression is missing`);
    const pattern = raw === null ? undefined : reading.check(text, raw, at);
    if (pattern === undefined) return [];
    check({ name, op: '=~', value: pattern }, at);
    // Upstream keeps these with their anchors, and prints them so in its group keys.
    return [{ name, op: '=~', value: `^(?:${pattern})$` } as const];
  });
  return [...equal, ...regexps];
};

/** All of a route's matchers, old forms and new, in upstream's order. */
export const routeMatchers = (config: RouteConfig, path: Path, reading: Reading): Matcher[] =>
  [...oldMatchers(config, path, reading), ...writtenMatchers(config, path, reading)].sort(compareMatchers);
