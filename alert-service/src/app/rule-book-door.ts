import type { CheckedBookGroup, FieldFault } from '#config/rule-book';
import { tryRules } from '#engine/rule-trial';
import type { RuleBookDoor } from '#http/tocsin-v1/context';
import { wantedSeries } from '#prometheus/promql';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';

/** Where no rules are evaluated, groups are kept all the same, and say why. */
export function createRuleBookDoor(foundation: Foundation, rules: Rules): RuleBookDoor {
  const { parts, where } = foundation;
  const { book } = rules;
  return {
    check: (group) => withUnrecorded(book.check(group), rules),
    problemOf: (id) =>
      rules.sources().length > 0
        ? book.problemOf(id)
        : 'nothing is evaluated: start with --prometheus.url, or add data_sources to tocsin.yml',
    async tryRules(group, only) {
      const source = rules.sources().find(({ name }) => name === group.source);
      if (!source) return { tried: [], notTried: group.rules.length };
      const asked = { source, externalURL: where.externalUrl, clock: parts.clock, wanted: wantedSeries };
      return tryRules(group, asked, only);
    },
  };
}

/** A recording rule does nothing where nobody takes its series. */
function withUnrecorded(checked: CheckedBookGroup, rules: Rules): CheckedBookGroup {
  const { group, warnings } = checked;
  const source = rules.sources().find(({ name }) => name === group?.source);
  if (!group || source?.samples) return checked;
  const message =
    'nothing is recorded: there is no remote write for this data source, set --remote-write.url or remote_write';
  const unrecorded = group.rules.flatMap(({ kind }, index): FieldFault[] =>
    kind === 'recording' ? [{ path: ['rules', index, 'record'], message }] : [],
  );
  return { ...checked, warnings: [...warnings, ...unrecorded] };
}
