import type { Matcher } from '@tocsin/model';

/** A firing alert that matches `source` hides those that match `target` and have the same values of `equal`. Plain data. */
export interface InhibitRule {
  /** '' where none was given. */
  readonly name: string;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  /** Label names; a missing label equals an empty one. */
  readonly equal: readonly string[];
  /** Where it stands in its file. */
  readonly line: number;
}
