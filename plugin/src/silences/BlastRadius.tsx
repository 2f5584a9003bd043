import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { SilenceMatcher } from '@tocsin/api';
import { Card } from '../ui/Card';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { HidesNow } from './HidesNow';
import { Narrower } from './Narrower';
import type { Preview } from './usePreview';
import { WouldHaveHidden } from './WouldHaveHidden';

interface Props {
  preview: Preview;
  /** Whether a matcher is filled in at all. */
  asked: boolean;
  past: boolean;
  add(matcher: SilenceMatcher): void;
}

/** What the silence hides now, what it would have hidden, and what a narrower one would. */
export function BlastRadius({ preview: { resource, shown, refusal }, asked, past, add }: Props) {
  const styles = useStyles2(getStyles);
  if (!asked) {
    return (
      <Card title="Hides now">
        <p className={styles.words}>Fill in a matcher: here stands what it hides, before it does.</p>
      </Card>
    );
  }
  return (
    <div className={styles.column}>
      {!refusal && <Trouble resource={resource} what="What it would hide" />}
      {!shown && !resource.error && (
        <Card title="Hides now">
          <Skeleton rows={3} rowHeight={40} />
        </Card>
      )}
      {shown && (
        <>
          <HidesNow preview={shown} past={past || refusal !== undefined} />
          <WouldHaveHidden history={shown.history} past={past || refusal !== undefined} />
          {shown.narrower && <Narrower narrower={shown.narrower} complete={shown.history.complete} add={add} />}
        </>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  column: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)', minWidth: 0 }),
  words: css({ color: theme.colors.text.secondary, margin: 0 }),
});
