export type { Labels } from './labels.ts';
export { type Alert, isFiring, type Measure, noEnd } from './alert.ts';
export { compareSeverity, serviceOf, severities, type Severity, severityOf, worst } from './severity.ts';
export * from './reasons.ts';
export * from './page-reasons.ts';
export * from './nobody-reasons.ts';
export type * from './on-call-ledger.ts';
export * from './health.ts';
export type * from './services-ledger.ts';
export type * from './ledger.ts';
export type { DigestPart, InsteadOf, Notice, NoticePage, Receipt } from './notice.ts';
export { compareBytes } from './byte-order.ts';
export { formatDuration, parseDuration, spokenDuration } from './duration.ts';
export { fingerprint } from './fingerprint.ts';
export { iotaUpper, toLower, toUpper } from './go-case.ts';
export { quote, unquote } from './go-quote.ts';
export {
  isClassicLabelName,
  isUtf8LabelName,
  labelValue,
  printLabels,
  sameLabels,
  sortedNames,
  withoutEmpty,
} from './labels.ts';
export {
  compareMatchers,
  type Matcher,
  matcherOp,
  type MatcherOp,
  matcherOps,
  printMatcher,
  printMatchers,
} from './matcher.ts';
export { failed, type Parsed, parsed } from './parsed.ts';
export { clock, clockWords, secondWords, zoneName } from './clock-words.ts';
export { numberWords, type Reading, readingOf } from './reading.ts';
export { notificationHash } from './notification-hash.ts';
export { xxhash64 } from './xxhash64.ts';
export { alertmanagerOrder, worstFirst } from './alert-order.ts';
export * from './integration-words.ts';
