import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Silence } from '@tocsin/api';
import { paths } from '../app/paths';
import { Clipped } from '../ui/Clipped';
import { LinkTo } from '../ui/LinkTo';
import { Person } from '../ui/Person';
import type { Column } from '../ui/RowTable';
import { absoluteText } from '../ui/time';
import { useNow } from '../ui/useNow';
import { SilenceState } from './SilenceState';
import { conditionWords, endWords, untilWords, usedWords } from './silenceWords';
import { endOf } from './span';

interface Shape {
  readonly narrow: boolean;
  readonly past: boolean;
  /** Absent: one may not. */
  readonly end?: (silence: Silence) => void;
}

export function silenceColumns({ narrow, past, end }: Shape): ReadonlyArray<Column<Silence>> {
  const what: Column<Silence> = {
    title: 'What, and why',
    width: 'minmax(0, 1fr)',
    cell: (silence) => <What silence={silence} past={past} narrow={narrow} />,
  };
  const act: Column<Silence> = {
    title: 'Action',
    width: '72px',
    align: 'right',
    cell: (silence) => end && silence.state !== 'expired' && <EndButton silence={silence} end={end} />,
  };
  if (narrow) {
    return end ? [what, { ...act, width: '64px' }] : [what];
  }
  return [
    { title: 'State', width: '96px', cell: ({ state }) => <SilenceState state={state} past={past} /> },
    what,
    { title: 'Who', width: '128px', cell: ({ createdBy }) => <Person name={createdBy} /> },
    { title: 'Until', width: 'minmax(150px, 0.6fr)', cell: (silence) => <Until silence={silence} /> },
    { title: 'Hides now', width: '160px', align: 'right', cell: (silence) => <Used silence={silence} /> },
    ...(end ? [act] : []),
  ];
}

const EndButton = ({ silence, end }: { silence: Silence; end: (silence: Silence) => void }) => (
  <Button variant="secondary" size="sm" aria-label={`End ${silence.text}`} onClick={() => end(silence)}>
    End
  </Button>
);

function What({ silence, past, narrow }: { silence: Silence; past: boolean; narrow: boolean }) {
  const styles = useStyles2(getStyles);
  const { id, text, comment, createdBy, state } = silence;
  return (
    <div className={styles.what}>
      <LinkTo to={paths.silence(id)} quiet className={state === 'active' && !past ? styles.strong : undefined}>
        <Clipped text={text} above className={styles.matchers} />
      </LinkTo>
      <Clipped text={comment} className={styles.second} />
      {narrow && (
        <div className={styles.second}>
          <SilenceState state={state} past={past} /> · {createdBy} · <Until silence={silence} brief />
        </div>
      )}
    </div>
  );
}

function Until({ silence, brief = false }: { silence: Silence; brief?: boolean }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const more = [endWords(silence, now), conditionWords(silence, now)].filter(Boolean).join('; ');
  return (
    <span title={absoluteText(endOf(silence.until))}>
      {untilWords(silence, now)}
      {!brief && more !== '' && <Clipped text={more} className={styles.second} />}
    </span>
  );
}

function Used({ silence }: { silence: Silence }) {
  const now = useNow();
  return <>{usedWords(silence, now)}</>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  what: css({ lineHeight: '20px' }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  matchers: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: 12 }),
  second: css({
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
