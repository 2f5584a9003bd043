import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Rule, RuleGroup } from '@tocsin/api';

/** What rules can be narrowed down by, beside words. */
export const marks = {
  firing: { words: 'Firing', of: 'state', has: ({ state }: Rule) => state === 'firing' },
  pending: { words: 'Pending', of: 'state', has: ({ state }: Rule) => state === 'pending' },
  inactive: {
    words: 'Inactive',
    of: 'state',
    has: ({ kind, state }: Rule) => kind === 'alerting' && state === 'inactive',
  },
  recording: { words: 'Recording', of: 'state', has: ({ kind }: Rule) => kind === 'recording' },
  error: { words: 'Cannot be evaluated', of: 'health', has: ({ health }: Rule) => health === 'error' },
  unknown: { words: 'Not evaluated yet', of: 'health', has: ({ health }: Rule) => health === 'unknown' },
  missing: { words: 'Without data', of: 'health', has: ({ missingSince }: Rule) => missingSince !== undefined },
  findings: { words: 'With findings', of: 'findings', has: ({ findings }: Rule) => findings.length > 0 },
} as const;

export type Mark = keyof typeof marks;
export const markNames: readonly Mark[] = [
  'firing',
  'pending',
  'inactive',
  'recording',
  'error',
  'unknown',
  'missing',
  'findings',
];

export interface RuleFilter {
  readonly words: string;
  readonly shown: readonly Mark[];
}

/** What is looked for stands in the address, so that it can be sent to somebody. */
export function useRuleFilter() {
  const [search, setSearch] = useSearchParams();
  const words = search.get('q') ?? '';
  const listed = search.get('show') ?? '';
  const filter = useMemo<RuleFilter>(
    () => ({ words, shown: markNames.filter((name) => listed.split(',').includes(name)) }),
    [words, listed]
  );
  const set = useCallback(
    (to: RuleFilter) =>
      setSearch(
        { ...(to.words && { q: to.words }), ...(to.shown.length > 0 && { show: to.shown.join(',') }) },
        { replace: true }
      ),
    [setSearch]
  );
  return { filter, set };
}

export const isNarrowed = ({ words, shown }: RuleFilter): boolean => words.trim() !== '' || shown.length > 0;

/** Marks of one kind widen, those of different kinds narrow: firing or pending, and with findings. */
export function matching(groups: readonly RuleGroup[], { words, shown }: RuleFilter): readonly RuleGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const kinds = [...new Set(shown.map((name) => marks[name].of))];
  if (wanted.length === 0 && kinds.length === 0) {
    return groups;
  }
  const isMarked = (rule: Rule) =>
    kinds.every((kind) => shown.some((name) => marks[name].of === kind && marks[name].has(rule)));
  return groups
    .map((group) => {
      const place = `${group.file}\n${group.name}\n${group.source}`.toLowerCase();
      const missed = wanted.filter((word) => !place.includes(word));
      const has = (rule: Rule) => {
        const text = missed.length > 0 ? `${rule.name}\n${rule.expression}\n${rule.state}`.toLowerCase() : '';
        return isMarked(rule) && missed.every((word) => text.includes(word));
      };
      return { ...group, rules: group.rules.filter(has) };
    })
    .filter(({ rules }) => rules.length > 0);
}
