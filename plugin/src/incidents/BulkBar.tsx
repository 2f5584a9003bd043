import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, useStyles2 } from '@grafana/ui';
import type { Incident } from '@tocsin/api';
import { client } from '../api/client';
import { useLive } from '../api/LiveProvider';
import { useToast } from '../ui/Toast';
import { AssignDialog, SnoozeDialog, TextDialog } from './dialogs';
import { NextWords } from './NextWords';

interface Props {
  ticked: readonly Incident[];
  past: boolean;
  clear(): void;
}

type Bulk = Parameters<typeof client.bulkIncidents>[0]['body'];

const askable = [
  { kind: 'assign', icon: 'user', word: 'Assign' },
  { kind: 'snooze', icon: 'pause', word: 'Snooze' },
  { kind: 'resolve', icon: 'check-circle', word: 'Resolve' },
] as const;

/** Stands in the line that is reserved for news, so that nothing shifts. It says what the action will stop. */
export function BulkBar({ ticked, past, clear }: Props) {
  const styles = useStyles2(getStyles);
  const [asked, setAsked] = useState<'assign' | 'snooze' | 'resolve'>();
  const { run, sending } = useBulk(clear);
  const ids = ticked.map(({ id }) => id);
  const open = ticked.filter(({ status }) => status !== 'resolved');
  const triggered = open.filter(({ status }) => status === 'triggered');
  const [soonest] = triggered
    .filter(({ nextAt }) => nextAt !== undefined)
    .sort((a, b) => ((a.nextAt ?? '') < (b.nextAt ?? '') ? -1 : 1));
  const what = ids.length === 1 ? ids[0] : `${ids.length} incidents`;
  return (
    <div className={styles.bar} role="toolbar" aria-label={`With ${what}`}>
      <Checkbox value indeterminate aria-label="Untick all" onChange={clear} />
      <span className={styles.count}>{ids.length} selected</span>
      <Button
        size="sm"
        icon="check"
        disabled={sending || triggered.length === 0}
        onClick={() => run({ command: 'acknowledge', incidents: triggered.map(({ id }) => id) }, 'hand-back')}
      >
        Acknowledge {triggered.length}
      </Button>
      {askable.map(({ kind, icon, word }) => (
        <Button
          key={kind}
          size="sm"
          variant="secondary"
          icon={icon}
          disabled={open.length === 0}
          onClick={() => setAsked(kind)}
        >
          {word}
        </Button>
      ))}
      {soonest && (
        <span className={styles.effect}>
          Acknowledging stops: <NextWords incident={soonest} past={past} />
        </span>
      )}
      <span className={styles.hint}>
        <kbd>Esc</kbd> clears
      </span>
      {asked && <Ask asked={asked} what={what} ids={ids} close={() => setAsked(undefined)} run={run} />}
    </div>
  );
}

interface AskProps {
  asked: 'assign' | 'snooze' | 'resolve';
  what: string;
  ids: string[];
  close(): void;
  run(body: Bulk, undo?: Bulk['command']): void;
}

function Ask({ asked, what, ids, close, run }: AskProps) {
  const shared = { what, close };
  switch (asked) {
    case 'assign':
      return <AssignDialog {...shared} send={(to) => run({ command: 'assign', incidents: ids, to })} />;
    case 'snooze':
      return <SnoozeDialog {...shared} send={(until) => run({ command: 'snooze', incidents: ids, until }, 'wake')} />;
    case 'resolve':
      return (
        <TextDialog
          {...shared}
          title={`Are ${what} over?`}
          label="What ended them (for those who read it later)"
          does="Resolve"
          optional
          send={(resolution) =>
            run({ command: 'resolve', incidents: ids, ...(resolution && { resolution }) }, 'reopen')
          }
        />
      );
  }
}

/** Each is answered for itself: what was not done is said by name. */
function useBulk(clear: () => void) {
  const live = useLive();
  const toast = useToast();
  const [sending, setSending] = useState(false);
  const run = async (body: Bulk, undo?: Bulk['command']): Promise<void> => {
    setSending(true);
    try {
      const { results, sentence } = await client.bulkIncidents({ body });
      const done = results.flatMap(({ id, problem }) => (problem === undefined ? [id] : []));
      live.refresh();
      clear();
      toast({
        tone: done.length === results.length ? 'done' : 'failed',
        text: sentence,
        ...(undo &&
          done.length > 0 && { action: { word: 'Undo', run: () => void run({ command: undo, incidents: done }) } }),
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      toast({ tone: 'failed', text: `Nothing was done: ${why}` });
    } finally {
      setSending(false);
    }
  };
  return { sending, run: (body: Bulk, undo?: Bulk['command']) => void run(body, undo) };
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 32,
    margin: theme.spacing(0, -2),
    padding: theme.spacing(0, 2),
    background: theme.colors.background.secondary,
    fontSize: 13,
  }),
  count: css({ fontWeight: theme.typography.fontWeightMedium }),
  effect: css({ color: theme.colors.text.secondary }),
  hint: css({ marginLeft: 'auto', color: theme.colors.text.secondary, fontSize: 12 }),
});
