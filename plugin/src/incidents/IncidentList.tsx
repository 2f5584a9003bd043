import React, { useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Incident } from '@tocsin/api';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { paths } from '../app/paths';
import { KeyHints } from '../ui/KeyHints';
import { NewsLine } from '../ui/NewsLine';
import { RowTable } from '../ui/RowTable';
import { useHeld } from '../ui/useHeld';
import { useListKeys } from '../ui/useListKeys';
import { useMedium, useNarrow } from '../ui/useNarrow';
import { useSteadyRows } from '../ui/useSteadyRows';
import { BulkBar } from './BulkBar';
import { incidentColumns, incidentKey, lookOf } from './incidentColumns';
import { tickColumn } from './tickColumn';
import { useDialogs } from './useDialogs';
import { verbs } from './verbs';

interface Props {
  incidents: readonly Incident[];
  /** How many there are without the filters. */
  of: number;
  all: boolean;
  find(): void;
}

const keyWords = [
  ['x', 'select'],
  ['e', 'assign'],
  ['s', 'snooze'],
  ['r', 'resolve'],
] as const;

/** An inbox that can be emptied with the keyboard. */
export function IncidentList({ incidents, of, all, find }: Props) {
  const narrow = useNarrow();
  const medium = useMedium();
  const navigate = useNavigate();
  const mayAct = useMayAct();
  const { connected } = useLiveState();
  const { run, ask, dialog } = useDialogs();
  const { ticked, toggle, clear } = useTicked(incidents);
  const { held, handlers } = useHeld();
  // While rows are ticked nothing moves under them.
  const { rows, waiting, takeIn } = useSteadyRows(incidents, incidentKey, held || ticked.size > 0);
  const open = useCallback((id: string) => navigate(paths.incident(id)), [navigate]);
  const cursor = useInboxKeys({ rows, open, toggle, find, takeIn, ask, run, ...(ticked.size > 0 && { clear }) });
  const columns = useMemo(() => {
    const known = incidentColumns({ narrow, medium, past: !connected });
    return mayAct && !narrow ? [tickColumn(ticked, toggle), ...known] : known;
  }, [narrow, medium, connected, mayAct, ticked, toggle]);
  return (
    <div {...handlers}>
      {ticked.size > 0 ? (
        <BulkBar ticked={rows.filter(({ id }) => ticked.has(id))} past={!connected} clear={clear} />
      ) : (
        <NewsLine waiting={waiting} takeIn={takeIn}>
          {all ? 'Open, then all that have ended' : 'Open, then those that ended in the last 24 h'} · {rows.length} of{' '}
          {of} shown
        </NewsLine>
      )}
      <RowTable
        label="Incidents"
        rows={rows}
        columns={columns}
        rowHeight={narrow ? 60 : 50}
        keyOf={incidentKey}
        open={({ id }) => open(id)}
        look={lookOf(rows, !connected)}
        cursor={cursor}
        hideHead={narrow}
      />
      <KeyHints find more={keyWords} />
      {dialog}
    </div>
  );
}

interface Inbox extends Pick<ReturnType<typeof useDialogs>, 'ask' | 'run'> {
  readonly rows: readonly Incident[];
  open(id: string): void;
  toggle(id: string): void;
  find(): void;
  takeIn(): void;
  clear?(): void;
}

const isOpen = ({ status }: Incident): boolean => status !== 'resolved';

function useInboxKeys({ rows, open, toggle, find, takeIn, ask, run, clear }: Inbox): string | undefined {
  const mayAct = useMayAct();
  const acting = (is: (incident: Incident) => boolean, act: (id: string) => void) => (id: string) => {
    const row = rows.find((each) => each.id === id);
    if (mayAct && row && is(row)) {
      act(id);
    }
  };
  return useListKeys({
    keys: rows.map(incidentKey),
    open,
    takeNews: takeIn,
    find,
    ...(clear && { clear }),
    acknowledge: acting(
      ({ status }) => status === 'triggered' || status === 'snoozed',
      (id) => void run(verbs.acknowledge(id))
    ),
    verbs: {
      x: acting(() => true, toggle),
      e: acting(isOpen, (id) => ask('assign', id)),
      s: acting(isOpen, (id) => ask('snooze', id)),
      r: acting(isOpen, (id) => ask('resolve', id)),
    },
  });
}

/** What has left the list is not ticked any more. */
function useTicked(incidents: readonly Incident[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const ticked = useMemo(
    () => new Set(incidents.flatMap(({ id }) => (chosen.has(id) ? [id] : []))),
    [incidents, chosen]
  );
  const toggle = useCallback(
    (id: string) =>
      setChosen((before) => {
        const after = new Set(before);
        if (!after.delete(id)) {
          after.add(id);
        }
        return after;
      }),
    []
  );
  return { ticked, toggle, clear: useCallback(() => setChosen(new Set()), []) };
}
