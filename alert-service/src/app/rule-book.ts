import { type BookGroup, bookInForce, type BookVersion } from '#core/rule-book';
import type { RuleGroup } from '#core/rule/rule';
import { checkBookGroup, type CheckedBookGroup } from '#config/rule-book';
import { withRuleOptions } from '#config/rule-options-of';
import type { Foundation } from './parts.ts';

/** The rule groups that people made, as the evaluator runs them. */
export interface RuleBook {
  check(group: BookGroup): CheckedBookGroup;
  /** These of the files, and beside them those of the book that can be evaluated. */
  beside(files: readonly RuleGroup[]): readonly RuleGroup[];
  /** Why a group in force is not evaluated, as of the last `beside`. */
  problemOf(id: string): string | undefined;
  /** Called when there is something else to evaluate. Returns how to stop listening. */
  onChange(listen: () => void): () => void;
}

/** Nothing else is done meanwhile. */
const longestCheckMs = 3_000;

/** What is kept was checked when it was made; a data source may be gone since, and a newer version may be stricter. */
export function createRuleBook({ engine, inForce, parts: { log, clock } }: Foundation): RuleBook {
  let problems: ReadonlyMap<string, string> = new Map();
  /** By the group as it is kept, and what it was checked against: one change does not check all the others again. */
  let checkedOnes = new WeakMap<BookGroup, CheckedBookGroup>();
  let against: unknown;
  const check = (group: BookGroup, isOver?: () => boolean): CheckedBookGroup => {
    // Read at each use: a reload changes them.
    const { sources, tocsin } = inForce.current().configuration;
    const checked = checkBookGroup(group, new Map(sources.map((source) => [source.name, source])), isOver);
    if (!checked.group) return checked;
    const [withOptions] = withRuleOptions([checked.group], tocsin.ruleOptions).groups;
    return { ...checked, ...(withOptions && { group: withOptions }) };
  };
  const checkKept = (group: BookGroup): CheckedBookGroup => {
    const { sources } = inForce.current().configuration;
    if (sources !== against) checkedOnes = new WeakMap();
    against = sources;
    const checked = checkedOnes.get(group) ?? check(group);
    checkedOnes.set(group, checked);
    return checked;
  };
  return {
    check(group) {
      const begun = clock.elapsed();
      return check(group, () => clock.elapsed() - begun > longestCheckMs);
    },
    beside(files) {
      const taken = new Set(files.map(({ id }) => id));
      const found = bookInForce(engine.state()).map((kept) => ({
        kept,
        ...evaluable(kept, checkKept, taken),
      }));
      const next = new Map(found.flatMap(({ kept, problem }) => (problem ? [[kept.id, problem]] : [])));
      for (const { kept, problem } of found)
        if (problem !== undefined && problems.get(kept.id) !== problem)
          log.warn('a rule group made in the app is not evaluated', { group: kept.group.name, why: problem });
      problems = next;
      return [...files, ...found.flatMap(({ group }) => group ?? [])];
    },
    problemOf: (id) => problems.get(id),
    onChange(listen) {
      const stops = [
        engine.onCommit(({ page }) => {
          if (page.entries.some(({ kind }) => kind === 'rule-group')) listen();
        }),
        engine.onRecovered(listen),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

interface Evaluable {
  readonly group?: RuleGroup;
  readonly problem?: string;
}

function evaluable(
  kept: BookVersion & { readonly group: BookGroup },
  check: (group: BookGroup) => CheckedBookGroup,
  taken: ReadonlySet<string>,
): Evaluable {
  const { group, errors } = check(kept.group);
  if (!group) return { problem: errors.map(({ message }) => message).join('; ') };
  if (!taken.has(group.id)) return { group };
  return { problem: 'a rule file is named "app", too, and has a group of this name: rename that file' };
}
