import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { KeptRuleGroup } from '@tocsin/api';
import { paths } from '../app/paths';
import { LinkTo } from '../ui/LinkTo';

/** Groups made here that are kept and not in force: in no list of what is evaluated they would be seen. */
export function NotEvaluated({ kept }: { kept: readonly KeptRuleGroup[] }) {
  const styles = useStyles2(getStyles);
  const idle = kept.filter(({ problem }) => problem !== undefined);
  return idle.length === 0 ? null : (
    <ul className={styles.list} aria-label="Not evaluated">
      {idle.map(({ id, group, problem }) => (
        <li key={id} className={styles.line}>
          <Icon name="exclamation-triangle" size="sm" className={styles.icon} />
          <span>
            <LinkTo to={paths.ruleGroup(id)} inText>
              {group.name}
            </LinkTo>{' '}
            is kept and not evaluated: {problem}
          </span>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: theme.spacing(0, 0, 2), listStyle: 'none' }),
  line: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'baseline', overflowWrap: 'anywhere' }),
  icon: css({ color: theme.colors.warning.text, flex: 'none', alignSelf: 'center' }),
});
