import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Evidence, LikelyCause } from '@tocsin/api';
import { paths } from '../app/paths';
import { LinkTo } from '../ui/LinkTo';
import { absoluteText, clockText } from '../ui/time';

const icons: Readonly<Record<Evidence['kind'], IconName>> = {
  dependency: 'code-branch',
  change: 'rocket',
  indicator: 'graph-bar',
  alert: 'bell',
  incident: 'fire',
  probe: 'signal',
};

/** Each cause as a sentence, and under it what speaks for it, with its time and distance. */
export function Causes({ causes }: { causes: readonly LikelyCause[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ol className={styles.list}>
      {causes.map((cause) => (
        <li key={cause.sentence} className={styles.cause}>
          <div className={styles.sentence}>
            {cause.service ? <LinkTo to={paths.service(cause.service)}>{cause.sentence}</LinkTo> : cause.sentence}
          </div>
          <ul className={styles.list}>
            {cause.evidence.map((evidence) => (
              <li key={`${evidence.at} ${evidence.text}`} className={styles.evidence}>
                <Icon name={icons[evidence.kind]} size="sm" className={styles.icon} />
                <time dateTime={evidence.at} title={absoluteText(Date.parse(evidence.at))} className={styles.time}>
                  {clockText(Date.parse(evidence.at))}
                </time>
                <span>
                  {evidence.incident ? (
                    <LinkTo to={paths.incident(evidence.incident)}>{evidence.text}</LinkTo>
                  ) : (
                    evidence.text
                  )}
                  {evidence.distance && <span className={styles.distance}>{evidence.distance}</span>}
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  cause: css({ padding: theme.spacing(1, 0), '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` } }),
  sentence: css({ fontWeight: theme.typography.fontWeightMedium }),
  evidence: css({ display: 'flex', gap: theme.spacing(1), fontSize: 13, padding: theme.spacing(0.25, 0) }),
  icon: css({ color: theme.colors.text.secondary, flex: 'none', marginTop: 3 }),
  time: css({ fontVariantNumeric: 'tabular-nums', color: theme.colors.text.secondary }),
  distance: css({ display: 'block', color: theme.colors.warning.text, fontSize: 12 }),
});
