/**
 * What tocsin.yml adds to an alerting rule, beside its rule file. Without any of it a rule does exactly what it does in
 * Prometheus. The expressions that follow from the rule's own are made when it is loaded.
 */
export interface RuleOptions {
  /** A firing alert whose condition is gone fires until this has a result for it (prometheus #10536). */
  readonly recovery?: string;
  /** Always there beside `recovery`, too: nothing may fire for ever because its data are gone. */
  readonly missing?: MissingData;
  /** Absent: over the group's limit all alerts of the rule end, as in Prometheus. */
  readonly onLimit?: 'keep_firing';
}

/** What becomes of alerts whose data are gone (prometheus #17482). */
export interface MissingData {
  /**
   * `keep`: what is active stays for `lookBackMs`. `alert`: that, and an alert of its own tells what is missing.
   * `resolve`: as in Prometheus; what a recovery expression holds ends after `forMs`.
   */
  readonly then: 'keep' | 'alert' | 'resolve';
  /**
   * Has a result for each label set whose data are there while the condition does not hold. Absent where nobody can say.
   */
  readonly present?: string;
  /** Has a result for each label set that was there within `lookBackMs` and is not any more. */
  readonly vanished?: string;
  /** Has a result while there are no data at all. */
  readonly nothing?: string;
  readonly lookBackMs: number;
  readonly forMs: number;
}

/** Whether the labels of the query's result are needed later, to find an alert's data or its recovery again. */
export const looksBack = (options: RuleOptions | undefined): boolean =>
  options?.recovery !== undefined || (options?.missing !== undefined && options.missing.then !== 'resolve');
