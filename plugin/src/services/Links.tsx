import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { ServiceDetail } from '@tocsin/api';
import { Card } from '../ui/Card';
import { useNow } from '../ui/useNow';
import { momentText } from '../ui/time';

type Link = ServiceDetail['links'][number];

const icons: Readonly<Record<Link['kind'], IconName>> = {
  dashboard: 'graph-bar',
  explore: 'compass',
  runbook: 'list-ul',
  logs: 'list-ul',
  repository: 'code-branch',
  other: 'link',
};

/** Only what a browser may open: an address comes from a file that others write. */
export const isAddress = (url: string): boolean => /^(https?:\/\/|\/(?!\/))/i.test(url);

/** Where else to look, and when nobody is to worry. */
export function Links({ service: { links, maintenance } }: { service: ServiceDetail }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const shown = links.filter(({ url }) => isAddress(url));
  return (
    <>
      {shown.length > 0 && (
        <Card title="Links">
          <ul>
            {shown.map(({ title, url, kind }) => (
              <li key={`${kind} ${url}`} className={styles.row}>
                <Icon name={icons[kind]} size="sm" className={styles.icon} />
                <a href={url} target="_blank" rel="noreferrer" className={styles.link}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {maintenance.length > 0 && (
        <Card title="Maintenance">
          <ul>
            {maintenance.map(({ from, to, why, active }) => (
              <li key={from} className={styles.row}>
                <Icon name={active ? 'pause' : 'clock-nine'} size="sm" className={styles.icon} />
                <span>
                  {active ? 'now, ' : ''}
                  {momentText(Date.parse(from), now)} to {momentText(Date.parse(to), now)}
                  {why ? `: ${why}` : ''}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 32,
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
    listStyle: 'none',
    overflowWrap: 'anywhere',
  }),
  icon: css({ color: theme.colors.text.secondary, flex: 'none' }),
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
});
