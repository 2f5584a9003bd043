import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Change } from '@tocsin/api';
import { paths } from '../app/paths';
import { LinkTo } from '../ui/LinkTo';
import { absoluteText, clockText, momentText } from '../ui/time';
import { useNow } from '../ui/useNow';

export const changeIcon: Readonly<Record<Change['kind'], IconName>> = {
  deployment: 'rocket',
  flag: 'sliders-v-alt',
  configuration: 'cog',
  annotation: 'comment-alt',
  rule: 'list-ul',
  route: 'exchange-alt',
  silence: 'bell-slash',
  'on-call': 'users-alt',
  other: 'info-circle',
};

interface Props {
  changes: readonly Change[];
  /** Of the last hours, among other cards: the clock says when, and the title what it is about. */
  brief?: boolean;
}

/** When, what, and how far from what was asked about: evidence, no verdict. */
export function ChangeList({ changes, brief = false }: Props) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  return (
    <ul className={styles.list}>
      {changes.map((change) => (
        <li key={change.id} className={styles.row}>
          <time dateTime={change.at} title={absoluteText(Date.parse(change.at))} className={styles.time}>
            {brief ? clockText(Date.parse(change.at)) : momentText(Date.parse(change.at), now)}
          </time>
          <Icon name={changeIcon[change.kind]} size="sm" className={styles.icon} title={change.kind} />
          <span className={styles.what}>
            {change.link ? (
              <a href={change.link} target="_blank" rel="noreferrer" className={styles.link}>
                {change.title}
              </a>
            ) : (
              change.title
            )}
            {change.outcome && change.outcome !== 'success' && <span className={styles.quiet}> {change.outcome}</span>}
            {change.distance && <span className={styles.distance}>{change.distance}</span>}
            {!brief && change.services.length > 0 && (
              <span className={styles.services}>
                {change.services.map((service) => (
                  <LinkTo key={service} to={paths.service(service)}>
                    {service}
                  </LinkTo>
                ))}
              </span>
            )}
          </span>
          <span className={styles.by} title={change.by}>
            {change.by ?? change.source}
          </span>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  row: css({
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0),
    fontSize: 13,
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  time: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums', flex: '0 0 auto', minWidth: 44 }),
  icon: css({ color: theme.colors.text.secondary, flex: 'none', alignSelf: 'center' }),
  what: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
  distance: css({ display: 'block', color: theme.colors.warning.text }),
  services: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), fontSize: 12 }),
  // A path of a file would leave no room for what changed; its end says which file it is.
  by: css({
    color: theme.colors.text.secondary,
    flex: '0 1 auto',
    maxWidth: '40%',
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  quiet: css({ color: theme.colors.text.secondary }),
});
