import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Muted } from '@tocsin/api';
import { paths } from '../app/paths';
import { LinkTo } from '../ui/LinkTo';
import { absoluteText, momentText } from '../ui/time';
import { useNow } from '../ui/useNow';

/** Why nobody is told of an alert that fires, and what to open to change that. */
export function MutedNote({ muted }: { muted: Muted }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box} role="note">
      <Icon name="bell-slash" size="lg" className={styles.icon} />
      <div className={styles.words}>
        <Words muted={muted} />
      </div>
    </div>
  );
}

function Words({ muted }: { muted: Muted }) {
  const now = useNow();
  switch (muted.reason) {
    case 'silenced':
      return (
        <>
          {muted.silences.map(({ id, createdBy, comment, endsAt }) => (
            <div key={id}>
              <LinkTo inText to={paths.silence(id)}>
                Silenced by {createdBy}
              </LinkTo>{' '}
              until <time title={absoluteText(Date.parse(endsAt))}>{momentText(Date.parse(endsAt), now)}</time>:{' '}
              {comment}
            </div>
          ))}
          Nobody is told of it.
        </>
      );
    case 'inhibited':
      return (
        <>
          Nobody is told of it while{' '}
          <LinkTo inText to={paths.alert(muted.source.fingerprint)}>
            {muted.source.summary ?? muted.source.name}
          </LinkTo>{' '}
          fires
          {muted.rule ? `: the inhibition rule ${muted.rule} says so.` : ', as an inhibition rule says.'}
        </>
      );
    case 'muted-interval':
      return <>Its route is muted in {muted.intervals.join(', ')}: nobody is told of it now.</>;
    case 'outside-active-interval':
      return <>Its route is active only in {muted.intervals.join(', ')}: nobody is told of it now.</>;
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1.5, 2),
    marginBottom: theme.spacing(2),
    borderRadius: theme.shape.radius.default,
    border: `1px dashed ${theme.colors.border.medium}`,
    background: theme.colors.background.primary,
  }),
  icon: css({ color: theme.colors.text.secondary, flex: 'none', marginTop: 2 }),
  words: css({ minWidth: 0, overflowWrap: 'anywhere' }),
});
