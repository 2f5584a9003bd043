import { useEffect, useMemo, useState } from 'react';
import type { FieldProblem, KeptRuleGroup, WrittenRuleGroup } from '@tocsin/api';
import { type GroupDraft, groupDraft, newGroup, ownFaults, writtenGroup } from './groupDraft';
import { keepUnsaved, readUnsaved } from './unsaved';

export interface GroupDraftState {
  readonly draft: GroupDraft;
  readonly written: WrittenRuleGroup;
  /** The version that is to be changed. */
  readonly seen?: number;
  /** What the form alone can see. */
  readonly own: readonly FieldProblem[];
  /** Whether anything was written here that is kept nowhere. */
  readonly changed: boolean;
  /** What stands there was written before, and left without being saved. */
  readonly back: boolean;
  change(to: Partial<GroupDraft>): void;
  /** What stands here is to take the place of this version. */
  goOnFrom(version: number): void;
  /** From a version as it is kept, or anew; what was written here is dropped. */
  refill(kept: KeptRuleGroup | undefined): void;
  /** It is saved, or not wanted any more. */
  forget(): void;
}

interface Start {
  readonly base: GroupDraft;
  readonly seen?: number;
}

const startOf = (kept: KeptRuleGroup | undefined): Start => ({
  base: kept ? groupDraft(kept.group) : newGroup(),
  seen: kept?.version,
});

/** The form's fields. Nothing of them is lost by leaving the page, and the browser asks who closes it. */
export function useGroupDraft(kept: KeptRuleGroup | undefined): GroupDraftState {
  const id = kept?.id;
  const [unsaved] = useState(() => readUnsaved(id));
  const [{ base, seen }, setStart] = useState<Start>(() => ({
    ...startOf(kept),
    ...(unsaved?.version !== undefined && { seen: unsaved.version }),
  }));
  const [draft, setDraft] = useState<GroupDraft>(() => (unsaved ? groupDraft(unsaved.group) : base));
  const [back, setBack] = useState(unsaved !== undefined);
  const written = useMemo(() => writtenGroup(draft), [draft]);
  const own = useMemo(() => ownFaults(draft), [draft]);
  const start = useMemo(() => JSON.stringify(writtenGroup(base)), [base]);
  const changed = JSON.stringify(written) !== start;
  useEffect(
    () => keepUnsaved(id, changed ? { group: written, version: seen } : undefined),
    [id, changed, written, seen]
  );
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
    seen,
    own,
    changed,
    back: back && changed,
    change: (to) => setDraft((now) => ({ ...now, ...to })),
    goOnFrom: (version) => setStart({ base, seen: version }),
    refill(from) {
      const next = startOf(from);
      setStart(next);
      setDraft(next.base);
      setBack(false);
    },
    forget: () => keepUnsaved(id, undefined),
  };
}
