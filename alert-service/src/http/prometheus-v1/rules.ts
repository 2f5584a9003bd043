import { createHash } from 'node:crypto';
import { compareBytes } from '@tocsin/model';
import { builtInGroup } from '#engine/evaluation/view';
import type { GroupView, RuleView } from '#engine/evaluator';
import { invalidParameter } from './answer.ts';
import type { Page, RulesAsked } from './parameters.ts';
import { type WireAlert, wireAlert, wireGroup, wireRule } from './wire.ts';

/** In Prometheus's order: by file, then by name. */
export const groupsOfFiles = (groups: readonly GroupView[]): GroupView[] =>
  groups
    .filter(({ group }) => group.id !== builtInGroup)
    .sort((a, b) => compareBytes(a.group.file, b.group.file) || compareBytes(a.group.name, b.group.name));

export interface RulesAnswer {
  readonly groups: readonly object[];
  readonly groupNextToken?: string;
}

/** Groups of which no rule is left are left out. Throws BadData where the page is of groups that are gone. */
export function rulesAnswer(groups: readonly GroupView[], asked: RulesAsked): RulesAnswer {
  const shown = from(groupsOfFiles(groups), asked.page)
    .filter((view) => has(asked.groups, view.group.name) && has(asked.files, view.group.file))
    .map((view) => ({ view, rules: view.rules.filter((rule) => isAsked(rule, asked)) }))
    .filter(({ rules }) => rules.length > 0);
  const limit = asked.page?.limit ?? shown.length;
  const next = shown[limit];
  return {
    groups: shown.slice(0, limit).map(({ view, rules }) =>
      wireGroup(
        view,
        rules.map((rule) => wireRule(rule, !asked.excludeAlerts)),
      ),
    ),
    ...(next && { groupNextToken: tokenOf(next.view) }),
  };
}

export const alertsAnswer = (groups: readonly GroupView[]): { readonly alerts: readonly WireAlert[] } => ({
  alerts: groupsOfFiles(groups).flatMap(({ rules }) => rules.flatMap(({ alerts }) => alerts.map(wireAlert))),
});

function from(groups: GroupView[], page: Page | undefined): GroupView[] {
  if (!page || page.token === '') return groups;
  const start = groups.findIndex((view) => tokenOf(view) === page.token);
  if (start >= 0) return groups.slice(start);
  const why = `invalid group_next_token '${page.token}'. were rule groups changed?`;
  throw invalidParameter('group_next_token', why);
}

function tokenOf({ group: { file, name } }: GroupView): string {
  return createHash('sha256').update(`${file};${name}`).digest('hex');
}

function isAsked({ rule }: RuleView, { type, names, matches }: RulesAsked): boolean {
  if (type !== undefined && (type === 'record') !== (rule.kind === 'recording')) return false;
  if (!has(names, rule.name)) return false;
  return matches.length === 0 || matches.some((test) => test(rule.labels));
}

const has = (asked: ReadonlySet<string>, value: string): boolean => asked.size === 0 || asked.has(value);
