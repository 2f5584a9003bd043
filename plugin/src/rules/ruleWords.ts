import type { IconName } from '@grafana/ui';
import type { DataSource, Rule, RuleGroup } from '@tocsin/api';
import { clockText } from '../ui/time';

export const rulesText = (count: number): string => `${count} ${count === 1 ? 'rule' : 'rules'}`;
export const groupsText = (count: number): string => `${count} ${count === 1 ? 'group' : 'groups'}`;

export const health: Readonly<Record<Rule['health'], { icon: IconName; word: string }>> = {
  ok: { icon: 'check', word: 'evaluates' },
  error: { icon: 'exclamation-triangle', word: 'cannot be evaluated' },
  unknown: { icon: 'question-circle', word: 'not evaluated yet' },
};

/** Rules of Tocsin itself come from no file. */
export const isBuiltIn = ({ file, name }: RuleGroup): boolean => file === 'tocsin' && name === 'tocsin';

/** Where a group stands, as people know it. */
export const placeOf = (group: RuleGroup): string =>
  isBuiltIn(group) ? 'built in' : group.editable ? 'made here' : group.file.split('/').slice(-2).join('/');

export function summary(groups: readonly RuleGroup[], sources: readonly DataSource[]): string {
  const rules = groups.flatMap((group) => group.rules);
  const failing = rules.filter(({ health: how }) => how === 'error').length;
  const found = rules.filter(({ findings }) => findings.length > 0).length;
  const silent = sources
    .filter(({ healthy }) => !healthy)
    .map(({ name, since }) => `${name} does not answer${since ? ` since ${clockText(Date.parse(since))}` : ''}.`);
  const state =
    failing === 0 ? 'none fails' : failing === 1 ? '1 cannot be evaluated' : `${failing} cannot be evaluated`;
  const findings = found > 0 ? `, ${found} with findings` : '';
  return [`${rulesText(rules.length)}, ${state}${findings}.`, ...silent].join(' ');
}

/** The service writes clauses, as its log has them. */
export const sentenceOf = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
