import { compareMatchers, type Matcher } from '@tocsin/model';
import { z } from 'zod';
import { fields, flag, given, length, listOf, text, texts } from './fields.ts';
import type { Reading } from './reading.ts';
import { equalities, matcherTexts, readMatchers, regexps } from './written-matchers.ts';
import type { Path } from './yaml-file.ts';

const names = given(listOf(text, 'label names'));

/** One route as it is written. */
export const RouteConfig = fields({
  receiver: text.optional(),
  group_by: names,
  match: equalities,
  match_re: regexps,
  matchers: matcherTexts,
  continue: flag.default(false),
  group_wait: given(length),
  group_interval: given(length),
  repeat_interval: given(length),
  labels: given(texts),
  routes: given(listOf(z.unknown(), 'routes')),
  mute_time_intervals: given(listOf(text, 'names of time intervals')),
  active_time_intervals: given(listOf(text, 'names of time intervals')),
});
export type RouteConfig = z.output<typeof RouteConfig>;

/** All of a route's matchers, old forms and new, in upstream's order. */
export const routeMatchers = (config: RouteConfig, path: Path, reading: Reading): Matcher[] =>
  readMatchers(config, { equal: 'match', regexp: 'match_re', matchers: 'matchers' }, { path, reading }).sort(
    compareMatchers,
  );
