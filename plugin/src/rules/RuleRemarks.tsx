import { css, cx } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Rule } from '@tocsin/api';
import { Age } from '../ui/Age';
import { sentenceOf } from './ruleWords';

/** What can never match as it is written, and what to change. */
export function Findings({ findings }: Pick<Rule, 'findings'>) {
  const styles = useStyles2(getStyles);
  return findings.map(({ message, remedy }) => (
    <Remark key={message} icon="search" grave>
      {sentenceOf(message)}
      {remedy && <span className={styles.remedy}> {sentenceOf(remedy)}</span>}
    </Remark>
  ));
}

/** Whatever a reader should know of a rule beyond its state: why it fails, what holds its alerts, what it can never see. */
export function RuleRemarks({ rule: { lastError, caveat, missingSince, heldSince, findings } }: { rule: Rule }) {
  return (
    <>
      {lastError && (
        <Remark icon="exclamation-triangle" grave>
          {lastError}
        </Remark>
      )}
      {missingSince && (
        <Remark icon="question-circle" grave>
          No data for <Age since={missingSince} />
        </Remark>
      )}
      {heldSince && (
        <Remark icon="hourglass">
          Its condition has been gone for <Age since={heldSince} />; it waits for its recovery
        </Remark>
      )}
      {caveat && <Remark icon="question-circle">{sentenceOf(caveat)}</Remark>}
      <Findings findings={findings} />
    </>
  );
}

function Remark({ icon, grave = false, children }: { icon: IconName; grave?: boolean; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.remark}>
      <Icon name={icon} size="sm" className={cx(styles.icon, grave && styles.grave)} />
      <span className={cx(styles.words, grave && styles.grave)}>{children}</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  remark: css({ display: 'flex', gap: theme.spacing(0.75), marginTop: theme.spacing(0.5) }),
  icon: css({ flex: 'none', marginTop: 3 }),
  words: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  grave: css({ color: theme.colors.warning.text }),
  remedy: css({ color: theme.colors.text.primary }),
});
