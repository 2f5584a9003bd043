import { useEffect, useMemo, useState } from 'react';
import type { FieldProblem, WrittenRuleGroup } from '@tocsin/api';
import { type GroupDraft, groupDraft, newGroup, ownFaults, writtenGroup } from './groupDraft';

export interface GroupDraftState {
  readonly draft: GroupDraft;
  readonly written: WrittenRuleGroup;
  /** What the form alone can see. */
  readonly own: readonly FieldProblem[];
  /** Whether anything was written here that is kept nowhere. */
  readonly changed: boolean;
  change(to: Partial<GroupDraft>): void;
  /** From another version; what was written here is dropped. */
  refill(group: WrittenRuleGroup): void;
}

/** The form's fields. Who closes the window with changes in it is asked by the browser. */
export function useGroupDraft(before: WrittenRuleGroup | undefined): GroupDraftState {
  const [first, setFirst] = useState<GroupDraft>(() => (before ? groupDraft(before) : newGroup()));
  const [draft, setDraft] = useState<GroupDraft>(first);
  const written = useMemo(() => writtenGroup(draft), [draft]);
  const own = useMemo(() => ownFaults(draft), [draft]);
  const start = useMemo(() => JSON.stringify(writtenGroup(first)), [first]);
  const changed = JSON.stringify(written) !== start;
  useEffect(() => {
    if (!changed) {
      return undefined;
    }
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [changed]);
  return {
    draft,
    written,
    own,
    changed,
    change: (to) => setDraft((now) => ({ ...now, ...to })),
    refill(group) {
      const filled = groupDraft(group);
      setFirst(filled);
      setDraft(filled);
    },
  };
}
