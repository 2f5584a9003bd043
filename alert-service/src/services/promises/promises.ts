import type { Objective } from '@tocsin/api';
import type { RuleGroup } from '#core/rule/rule';

export interface Promises {
  objectives(): readonly Objective[];
  problems(): readonly string[];
  /** Recording and alerting rules that watch the promises, evaluated beside those of the files. */
  rules(): readonly RuleGroup[];
}

export const noPromises: Promises = { objectives: () => [], problems: () => [], rules: () => [] };
