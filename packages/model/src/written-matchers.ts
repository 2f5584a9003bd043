/** Matchers as text and back, without what asks a label: small enough for a browser. */
export { type Matcher, type MatcherOp, matcherOps, printMatcher, printMatchers } from './matcher.ts';
export { parseUtf8Matchers } from './matcher-utf8.ts';
