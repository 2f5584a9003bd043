import type { RuleGroup } from '@tocsin/api';
import { type ExportTable, tableOf } from '../ui/export/table';

type Rule = RuleGroup['rules'][number];

/** Rules as a file has them, each with its group. */
export const rulesTable = (groups: readonly RuleGroup[]): ExportTable =>
  tableOf<{ readonly group: RuleGroup; readonly rule: Rule }>(
    [
      { name: 'source', value: ({ group }) => group.source },
      { name: 'file', value: ({ group }) => group.file },
      { name: 'group', value: ({ group }) => group.name },
      { name: 'rule', value: ({ rule }) => rule.name },
      { name: 'kind', value: ({ rule }) => rule.kind },
      { name: 'state', value: ({ rule }) => rule.state },
      { name: 'health', value: ({ rule }) => rule.health },
      { name: 'last_error', value: ({ rule }) => rule.lastError },
      { name: 'expression', value: ({ rule }) => rule.expression },
    ],
    groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })))
  );
