import { css, cx } from '@emotion/css';
import React, { useMemo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { TimelineEvent } from '@tocsin/api';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { absoluteText, secondText } from '../ui/time';
import { type Folded, foldTimeline } from './foldTimeline';

const byReason: Readonly<Record<string, IconName>> = {
  pending: 'clock-nine',
  firing: 'fire',
  resolved: 'check-circle',
  'held-recovery': 'pause',
  'held-missing': 'question-circle',
  'data-returned': 'check',
  'error-began': 'exclamation-triangle',
  acknowledged: 'check',
  'handed-back': 'corner-up-left',
  opened: 'bell',
  delivered: 'check',
};

const byKind: Readonly<Record<string, IconName>> = {
  joined: 'sitemap',
  ended: 'check-circle',
  flush: 'hourglass',
  attempt: 'exchange-alt',
  notice: 'envelope',
  rule: 'list-ul',
  incident: 'user',
  clock: 'clock-nine',
  configuration: 'cog',
};

function iconOf({ kind, reason, negative, integration = '' }: TimelineEvent): IconName {
  if (negative) {
    return 'bell-slash';
  }
  if ((kind === 'notice' || kind === 'attempt') && /slack/i.test(integration)) {
    return 'slack';
  }
  if ((kind === 'notice' || kind === 'attempt') && /email/i.test(integration)) {
    return 'envelope';
  }
  return byReason[reason] ?? byKind[kind] ?? 'history';
}

const SHOWN_AT_FIRST = 40;

interface Props {
  events: readonly TimelineEvent[];
  /** Which alert's, where there are several. */
  of?: string;
  /** How many are shown before one asks for more. */
  first?: number;
}

/** The ledger of one alert. What was not sent is an event like any other. */
export function Timeline({ events, of, first = SHOWN_AT_FIRST }: Props) {
  const styles = useStyles2(getStyles);
  const [all, setAll] = useState(false);
  const folded = useMemo(() => foldTimeline(events), [events]);
  const shown = all ? folded : folded.slice(0, first);
  return (
    <Card title="Timeline" note={of ? `of “${of}”, newest first` : 'from the ledger, newest first'}>
      {folded.length === 0 && <p className={styles.detail}>The ledger has nothing of it yet.</p>}
      <ol className={styles.list}>
        {shown.map((item) => (
          <Item key={item.event.id} item={item} />
        ))}
      </ol>
      {shown.length < folded.length && (
        <Button fill="text" size="sm" onClick={() => setAll(true)}>
          Show {folded.length - shown.length} earlier
        </Button>
      )}
    </Card>
  );
}

function Item({ item: { event, times, since } }: { item: Folded }) {
  const styles = useStyles2(getStyles);
  const at = Date.parse(event.at);
  const about = event.detail ?? (event.negative ? event.explanation : undefined);
  const fires = event.kind === 'rule' && event.reason === 'firing';
  return (
    <li id={`event-${event.id}`} className={styles.item}>
      <time dateTime={event.at} title={absoluteText(at)} className={styles.time}>
        {secondText(at)}
      </time>
      <span className={cx(styles.icon, fires && styles.fires)} aria-hidden>
        <Icon name={iconOf(event)} size="sm" />
      </span>
      <div className={cx(styles.words, event.negative && styles.negative)}>
        {event.what}
        {times > 1 && (
          <span className={styles.detail}> {`(${times} times since ${secondText(Date.parse(since))})`}</span>
        )}
      </div>
      {about && (
        <div className={cx(styles.detail, styles.about)}>
          {about}
          {event.causes?.map(({ kind, id, text }) => (
            <React.Fragment key={id}>
              {' · '}
              <LinkTo inText to={kind === 'silence' ? paths.silence(id) : paths.alert(id)}>{`Open ${text}`}</LinkTo>
            </React.Fragment>
          ))}
        </div>
      )}
      <code className={styles.reason} title={event.explanation}>
        {event.reason}
      </code>
    </li>
  );
}

const NARROW = '@container (max-width: 340px)';

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', containerType: 'inline-size' }),
  item: css({
    display: 'grid',
    gridTemplateColumns: '60px 24px minmax(0, 1fr) auto',
    [NARROW]: { gridTemplateColumns: '60px 24px minmax(0, 1fr)' },
    gap: theme.spacing(0, 1),
    alignItems: 'start',
    paddingBottom: theme.spacing(1.5),
    position: 'relative',
    fontSize: 13,
    '&:not(:last-child)::before': {
      content: '""',
      position: 'absolute',
      left: 60 + 8 + 11.5,
      top: 24,
      bottom: 0,
      width: 1,
      background: theme.colors.border.medium,
    },
  }),
  time: css({
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    fontSize: 12,
    lineHeight: '24px',
  }),
  icon: css({
    width: 24,
    height: 24,
    borderRadius: '50%',
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    color: theme.colors.text.secondary,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.secondary,
  }),
  fires: css({ color: theme.colors.error.text, borderColor: theme.colors.error.text }),
  words: css({ paddingTop: 2, minHeight: 24, overflowWrap: 'anywhere' }),
  negative: css({ color: theme.colors.text.secondary }),
  detail: css({ color: theme.colors.text.secondary, fontSize: 12 }),
  about: css({ gridColumn: '3 / -1', overflowWrap: 'anywhere' }),
  reason: css({
    gridColumn: 4,
    gridRow: 1,
    // Beside the words it would leave them too little room.
    [NARROW]: { gridColumn: '3 / -1', gridRow: 3, lineHeight: '18px', justifySelf: 'start' },
    color: theme.colors.text.secondary,
    background: 'none',
    border: 'none',
    padding: 0,
    margin: 0,
    fontSize: 12,
    lineHeight: '24px',
  }),
});
