export type { Labels } from './labels.ts';
export { type Alert, isFiring, type Measure, noEnd } from './alert.ts';
export { compareSeverity, serviceOf, severities, type Severity, severityOf, worst } from './severity.ts';
export * from './reasons.ts';
export type * from './ledger.ts';
export type { Notice, Receipt } from './notice.ts';
