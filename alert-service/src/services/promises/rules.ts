import { type BookSource, type CheckedBookGroup, checkRulesOf } from '#config/rule-book';
import type { BookRule } from '#core/rule-book';
import type { Counted } from '#core/promises/promise';
import type { RuleGroup } from '#core/rule/rule';
import type { Listed } from './listed.ts';
import { objectiveRules } from './rule-texts.ts';

/** What rules of promises stand in, where other rules have a file. */
export const promisesFile = (service: string): string => `services:${service}`;

const groupNames = { fast: 'objectives', slow: 'objectives, slow' } as const;
const intervals = { fast: '30s', slow: '5m' } as const;

export interface RuledObjective {
  readonly listed: Listed;
  readonly counted: Counted;
}

export interface RuleSource extends BookSource {
  readonly name: string;
  /** Whether what is recorded is written anywhere. */
  readonly writes: boolean;
}

export interface PromiseRules {
  readonly groups: readonly RuleGroup[];
  /** Of objectives that cannot be watched, by id. */
  readonly problems: ReadonlyMap<string, string>;
  readonly checked: CheckedGroups;
}

/** What was checked, by all that it was checked by: of a hundred promises, reading them all anew holds up everything else. */
export type CheckedGroups = ReadonlyMap<string, CheckedBookGroup>;

interface Checking {
  readonly sources: readonly RuleSource[];
  readonly before: CheckedGroups;
  readonly checked: Map<string, CheckedBookGroup>;
}

/** All rules that watch promises, held to what rule files are held to; those of a service and a data source together. */
export function promiseRules(
  objectives: readonly RuledObjective[],
  sources: readonly RuleSource[],
  before: CheckedGroups = new Map(),
): PromiseRules {
  const checking: Checking = { sources, before, checked: new Map() };
  const groups: RuleGroup[] = [];
  const problems = new Map<string, string>();
  for (const [, mine] of Map.groupBy(objectives, ({ listed, counted }) =>
    JSON.stringify([listed.service.name, counted.source]),
  ))
    for (const speed of ['fast', 'slow'] as const) {
      const made = groupOf(mine, speed, checking);
      if (made.group) groups.push(made.group);
      if (made.problem !== undefined) for (const { listed } of mine) problems.set(listed.id, made.problem);
    }
  return { groups, problems, checked: checking.checked };
}

function groupOf(
  objectives: readonly RuledObjective[],
  speed: 'fast' | 'slow',
  { sources, before, checked }: Checking,
): { readonly group?: RuleGroup; readonly problem?: string } {
  const [first] = objectives;
  if (!first) return {};
  const { source } = first.counted;
  const writes = sources.find(({ name }) => name === source)?.writes ?? false;
  const rules: BookRule[] = objectives.flatMap(
    ({ listed, counted }) => objectiveRules(listed, counted, writes)[speed],
  );
  if (rules.length === 0) return {};
  const written = { name: groupNames[speed], interval: intervals[speed], source, rules };
  const file = promisesFile(first.listed.service.name);
  const key = JSON.stringify([file, written, sources]);
  const found =
    before.get(key) ??
    checkRulesOf(written, { file, sources: new Map(sources.map((each) => [each.name, each])) });
  checked.set(key, found);
  const { group, errors } = found;
  return group ? { group } : { problem: errors.map(({ message }) => message).join('; ') };
}
