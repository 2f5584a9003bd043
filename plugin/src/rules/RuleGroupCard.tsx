import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Rule, RuleGroup } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { State } from '../ui/State';
import { lengthText, tookText } from '../ui/time';

export function RuleGroupCard({ group, past }: { group: RuleGroup; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { name, file, intervalSeconds, missedIterations, rules } = group;
  return (
    <Card
      title={name}
      note={
        <span title={file}>
          {isBuiltIn(group) ? 'built in' : file.split('/').slice(-2).join('/')}, every{' '}
          {lengthText(intervalSeconds * 1000)}
        </span>
      }
      side={missedIterations > 0 && `${missedIterations} evaluations missed: the group takes longer than its interval`}
      past={past}
    >
      <ul>
        {rules.map((rule) => (
          <li key={rule.id} className={styles.rule}>
            <RuleRow rule={rule} builtIn={isBuiltIn(group)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Rules of Tocsin itself come from no file. */
const isBuiltIn = ({ file, name }: RuleGroup): boolean => file === 'tocsin' && name === 'tocsin';

const health: Readonly<Record<Rule['health'], { icon: IconName; word: string }>> = {
  ok: { icon: 'check', word: 'evaluates' },
  error: { icon: 'exclamation-triangle', word: 'cannot be evaluated' },
  unknown: { icon: 'question-circle', word: 'not evaluated yet' },
};

function RuleRow({ rule, builtIn }: { rule: Rule; builtIn: boolean }) {
  const styles = useStyles2(getStyles);
  const { name, expression, forSeconds, state, alerts, lastError, lastEvaluationAt, evaluationMs, missingSince } = rule;
  const { icon, word } = health[rule.health];
  return (
    <>
      <div className={styles.words}>
        <div className={styles.name}>{name}</div>
        {builtIn ? (
          <span className={styles.detail}>the data source {rule.labels.source} does not answer</span>
        ) : (
          <code className={styles.expression}>{expression.trim()}</code>
        )}
        {forSeconds > 0 && <span className={styles.detail}> for {lengthText(forSeconds * 1000)}</span>}
        {missingSince && (
          <div className={styles.error}>
            No data for <Age since={missingSince} />
          </div>
        )}
        {lastError && <div className={styles.error}>{lastError}</div>}
      </div>
      <div className={styles.side}>
        {state === 'inactive' ? (
          <span className={styles.detail}>Inactive</span>
        ) : (
          <>
            <State state={state} />
            <Alerts fingerprints={alerts} name={name} />
          </>
        )}
      </div>
      <div className={styles.side}>
        <span className={rule.health === 'error' ? styles.bad : styles.good}>
          <Icon name={icon} size="sm" />
        </span>
        <span>
          {word}
          {lastEvaluationAt && (
            <span className={styles.detail}>
              {' '}
              <Age since={lastEvaluationAt} suffix=" ago" />
              {evaluationMs !== undefined && (
                <>
                  , <span className={styles.whole}>took {tookText(evaluationMs)}</span>
                </>
              )}
            </span>
          )}
        </span>
      </div>
    </>
  );
}

function Alerts({ fingerprints, name }: { fingerprints: readonly string[]; name: string }) {
  const [only] = fingerprints;
  if (only === undefined) {
    return null;
  }
  return fingerprints.length === 1 ? (
    <LinkTo to={paths.alert(only)}>1 alert</LinkTo>
  ) : (
    <LinkTo to={paths.alertsMatching(name)}>{fingerprints.length} alerts</LinkTo>
  );
}

/** An icon beside words that may wrap. */
const firstLine = { display: 'inline-flex', alignItems: 'center', height: 20 };

const getStyles = (theme: GrafanaTheme2) => ({
  rule: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 170px 270px',
    gap: theme.spacing(0.5, 2),
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
    listStyle: 'none',
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  words: css({ minWidth: 0 }),
  name: css({ fontWeight: theme.typography.fontWeightMedium }),
  expression: css({
    color: theme.colors.text.secondary,
    background: 'none',
    border: 'none',
    padding: 0,
    margin: 0,
    fontSize: 12,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  }),
  detail: css({ color: theme.colors.text.secondary }),
  error: css({ color: theme.colors.warning.text, overflowWrap: 'anywhere' }),
  side: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'flex-start', alignSelf: 'start' }),
  whole: css({ whiteSpace: 'nowrap' }),
  good: css({ ...firstLine, color: theme.colors.success.text }),
  bad: css({ ...firstLine, color: theme.colors.warning.text }),
});
