import { useEffect, useMemo, useState } from 'react';
import { ApiError, type FieldProblem, type RuleGroupCheck, type WrittenRuleGroup } from '@tocsin/api';
import { client } from '../../api/client';
import { useResource } from '../../api/useResource';

const PAUSE_MS = 400;
const EVERY_MS = 30_000;

export interface RuleCheck {
  /** The newest that came, of what was written a moment ago while what stands now is asked for. */
  readonly shown?: RuleGroupCheck;
  /** Whether it speaks of what stands there now. */
  readonly current: boolean;
  readonly errors: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
  /** Why nothing is known of it; it can be saved all the same. */
  readonly unknown?: string;
}

interface Asked {
  readonly group: WrittenRuleGroup;
  /** Of the group that it is to replace. */
  readonly id?: string;
  /** The rule that is looked at: only it is tried. */
  readonly only?: number;
}

/** What is wrong with a group, and what the rule that is looked at would do now; live while it is written. */
export function useRuleCheck({ group, id, only }: Asked): RuleCheck {
  const text = useMemo(() => JSON.stringify({ group, id, only }), [group, id, only]);
  const asked = useSettled({ text, group });
  const resource = useResource(() => client.checkRuleGroup({ body: { group: asked.group, id, ...trying(only) } }), {
    key: `check ${asked.text}`,
    everyMs: EVERY_MS,
    touchedBy: () => false,
  });
  const { data, error } = resource;
  const [kept, setKept] = useState<RuleGroupCheck>();
  if (data && data !== kept) {
    setKept(data);
  }
  const shown = data ?? kept;
  const refused = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return {
    shown,
    current: data !== undefined && asked.text === text && !error,
    errors: [...(shown?.errors ?? []), ...refused],
    warnings: shown?.warnings ?? [],
    unknown: error && refused.length === 0 ? error.message : undefined,
  };
}

const trying = (only: number | undefined) => (only === undefined ? { evaluate: false } : { only });

/** A pause in typing is awaited, so that half a word is not asked for. */
function useSettled<T extends { readonly text: string }>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled((before) => (before.text === value.text ? before : value)), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return settled;
}
