import { withRuleOptions } from '#config/rule-options-of';
import type { RuleGroup } from '#core/rule/rule';
import { countedAsWritten, countedBefore } from '#services/promises/counted';
import { type Listed, listedObjectives } from '#services/promises/listed';
import {
  type CheckedGroups,
  promiseRules,
  promisesFile,
  type RuledObjective,
} from '#services/promises/rules';
import type { Foundation } from './parts.ts';

/** The rules that watch what is promised of services, as the evaluator runs them. */
export interface PromiseRules {
  /** These of files and people, and beside them those of promises. */
  beside(groups: readonly RuleGroup[]): readonly RuleGroup[];
  /** Which rules watch an objective, and why none, as of the last `beside`. */
  of(listed: Listed): { readonly ids: readonly string[]; readonly problem?: string };
  /** An objective is counted otherwise than before. */
  changed(): void;
  /** Called when there is something else to evaluate. */
  onChange(listen: () => void): void;
}

/** Made of the files and of what is kept, and of nothing that must be asked first: a restart evaluates what was evaluated before. */
export function createPromiseRules({ engine, inForce, parts: { log } }: Foundation): PromiseRules {
  let problems: ReadonlyMap<string, string> = new Map();
  let groups: readonly RuleGroup[] = [];
  let checked: CheckedGroups = new Map();
  const listeners: (() => void)[] = [];
  return {
    beside(others) {
      const { tocsin, sources } = inForce.current().configuration;
      const made = promiseRules(
        listedObjectives(tocsin.services.services).flatMap((each) => ruled(each)),
        sources.map(({ name, intervalMs, queryOffsetMs, remoteWrites }) => ({
          ...{ name, intervalMs, queryOffsetMs },
          writes: remoteWrites.length > 0,
        })),
        checked,
      );
      checked = made.checked;
      const taken = new Set(others.map(({ id }) => id));
      for (const [objective, why] of made.problems)
        if (problems.get(objective) !== why)
          log.warn('a promise is not watched by rules', { objective, why });
      problems = made.problems;
      groups = withRuleOptions(
        made.groups.filter(({ id }) => !taken.has(id)),
        tocsin.ruleOptions,
      ).groups;
      return [...others, ...groups];
    },
    of({ id, service, settings }) {
      const file = promisesFile(service.name);
      const ids = groups
        .filter((group) => group.file === file)
        .flatMap(({ rules }) => rules)
        .filter(({ labels }) => labels.objective === settings.name)
        .map((rule) => rule.id);
      const problem = problems.get(id);
      return { ids, ...(problem !== undefined && { problem }) };
    },
    changed() {
      for (const listen of listeners) listen();
    },
    onChange: (listen) => void listeners.push(listen),
  };

  function ruled(listed: Listed): readonly RuledObjective[] {
    const firstSource = inForce.current().configuration.sources[0]?.name;
    const counted =
      countedBefore(listed, engine.state().objectives.get(listed.id)) ??
      countedAsWritten(listed, { firstSource, selector: undefined });
    return counted ? [{ listed, counted }] : [];
  }
}
