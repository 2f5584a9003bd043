import { useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Silence } from '@tocsin/api';
import type { Matcher } from '@tocsin/model/written-matchers';
import { type MatcherRow, matchersOf, newRow, readMatchers, writtenMatchers } from './draft';
import { noRepeat, type Repeat } from './repeat';
import { endOf, fieldText, type Span } from './span';

export interface Draft {
  readonly rows: readonly MatcherRow[];
  readonly span: Span;
  readonly repeat: Repeat;
  readonly unusedDays: string;
  readonly comment: string;
}

export interface DraftState {
  readonly draft: Draft;
  readonly matchers: readonly Matcher[];
  /** Of the link that led here. */
  readonly fault?: string;
  change(to: Partial<Draft>): void;
}

const DAY = 86_400_000;

/** The form's fields. Matchers stand in the address, so that what one looks at can be sent to somebody. */
export function useDraft(before: Silence | undefined): DraftState {
  const [search, setSearch] = useSearchParams();
  const [read] = useState(() => readMatchers(search.get('matchers')));
  const [draft, setDraft] = useState<Draft>(() =>
    before ? draftOf(before) : { ...fresh, rows: read.rows, comment: search.get('comment') ?? '' }
  );
  const matchers = useMemo(() => matchersOf(draft.rows), [draft.rows]);
  const text = writtenMatchers(matchers);
  const changing = before !== undefined;
  useEffect(() => {
    if (!changing && text !== (search.get('matchers') ?? '') && !(read.fault && text === '')) {
      setSearch(text ? { matchers: text } : {}, { replace: true });
    }
  }, [changing, text, search, setSearch, read.fault]);
  return {
    draft,
    matchers,
    fault: text === '' ? read.fault : undefined,
    change: (to) => setDraft((now) => ({ ...now, ...to })),
  };
}

const fresh = {
  span: { preset: 'resolved', from: '', to: '' },
  repeat: noRepeat,
  unusedDays: '',
} as const;

function draftOf(silence: Silence): Draft {
  const { matcherSets, startsAt, until, comment, recurs, expiresUnusedAfterMs, state } = silence;
  return {
    rows: (matcherSets[0] ?? []).map(newRow),
    span: {
      preset: until.kind === 'resolved' ? 'resolved' : 'other',
      from: state === 'pending' ? fieldText(Date.parse(startsAt)) : '',
      to: fieldText(endOf(until)),
    },
    repeat: recurs ? { ...noRepeat, kind: 'kept', kept: recurs } : noRepeat,
    unusedDays: expiresUnusedAfterMs === undefined ? '' : String(Math.max(1, Math.round(expiresUnusedAfterMs / DAY))),
    comment,
  };
}
