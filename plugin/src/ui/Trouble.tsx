import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { NoAnswer } from '../api/carry';
import type { Resource } from '../api/useResource';
import { clockText, secondText } from './time';

interface Props {
  resource: Pick<Resource<unknown>, 'error' | 'failedAt' | 'dataAt' | 'reload'>;
  /** What could not be had: "The alerts". */
  what: string;
}

/** What failed, since when, what still holds, and the way on. Nothing when all is well. */
export function Trouble({ resource: { error, failedAt, dataAt, reload }, what }: Props) {
  const styles = useStyles2(getStyles);
  if (!error) {
    return null;
  }
  const when = failedAt ? ` at ${secondText(failedAt)}` : '';
  const below = dataAt ? ` Below: as of ${clockText(dataAt)}.` : '';
  const silent = error instanceof NoAnswer;
  return (
    <div className={styles.box} role="alert">
      <Icon name="exclamation-circle" size="xl" className={styles.icon} />
      <div className={styles.words}>
        <div className={styles.title}>{silent ? error.message : `${what} could not be loaded`}</div>
        <div className={styles.text}>
          {silent
            ? `No answer${when}. From here it is not known whether messages go out.${below}`
            : `${error.message}${/[.!?]$/.test(error.message) ? '' : '.'} Asked${when}.${below}`}
        </div>
      </div>
      <Button variant="secondary" size="sm" onClick={reload}>
        Retry
      </Button>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    marginBottom: theme.spacing(2),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.error.borderTransparent}`,
    background: theme.colors.background.primary,
    backgroundImage: `linear-gradient(${theme.colors.error.transparent}, ${theme.colors.error.transparent})`,
  }),
  icon: css({ color: theme.colors.error.text, flex: 'none' }),
  words: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  text: css({ color: theme.colors.text.primary }),
});
