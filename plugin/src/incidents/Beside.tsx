import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { IncidentNote, RelatedIncident } from '@tocsin/api';
import { useMayAct } from '../api/LiveProvider';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { SeverityMark } from '../ui/SeverityMark';
import { absoluteText, clockText } from '../ui/time';

/** Evidence, not a verdict. */
export function Related({ related, past }: { related: readonly RelatedIncident[]; past: boolean }) {
  const styles = useStyles2(getStyles);
  if (related.length === 0) {
    return null;
  }
  const open = related.filter(({ status }) => status !== 'resolved').length;
  return (
    <Card title="Related" note={open > 0 ? `${open} open` : undefined} past={past}>
      <ul className={styles.list}>
        {related.map(({ id, title, severity, status, assignee, why }) => (
          <li key={id} className={styles.row}>
            <SeverityMark severity={severity} muted={status === 'resolved'} />
            <div className={styles.words}>
              <LinkTo to={paths.incident(id)}>{title}</LinkTo>
              <div className={styles.small}>{why}</div>
            </div>
            <span className={styles.small}>
              {status === 'resolved' ? 'over' : assignee ? `${assignee} has it` : 'nobody has it'}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function Notes({ notes, add, past }: { notes: readonly IncidentNote[]; add(): void; past: boolean }) {
  const styles = useStyles2(getStyles);
  const mayAct = useMayAct();
  if (notes.length === 0 && !mayAct) {
    return null;
  }
  return (
    <Card
      title="Notes"
      past={past}
      side={
        mayAct && (
          <Button fill="text" size="sm" onClick={add}>
            Add a note
          </Button>
        )
      }
    >
      {notes.length === 0 && <p className={styles.small}>None yet. What you write here stays, with your name.</p>}
      <ul className={styles.list}>
        {notes.map(({ at, by, via, text }) => (
          <li key={`${at} ${text}`} className={styles.note}>
            <div className={styles.small}>
              {by}, <time title={absoluteText(Date.parse(at))}>{clockText(Date.parse(at))}</time>
              {via && via !== 'app' && via !== 'api' ? `, from ${via}` : ''}
            </div>
            <div className={styles.text}>{text}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  row: css({
    display: 'grid',
    gridTemplateColumns: '16px minmax(0, 1fr) auto',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0),
    fontSize: 13,
  }),
  words: css({ minWidth: 0 }),
  small: css({ color: theme.colors.text.secondary, fontSize: 12, margin: 0 }),
  note: css({ padding: theme.spacing(0.75, 0), fontSize: 13 }),
  text: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
});
