import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { Rule } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { LinkTo } from '../ui/LinkTo';
import { State } from '../ui/State';
import { lengthText, tookText } from '../ui/time';
import { RuleDetails } from './RuleDetails';
import { RuleRemarks } from './RuleRemarks';
import { health } from './ruleWords';

interface Props {
  rule: Rule;
  groupId: string;
  builtIn: boolean;
}

/** What a rule asks, how it stands, whether it works, and what is to be said of it. */
export function RuleRow({ rule, groupId, builtIn }: Props) {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState(false);
  return (
    <li className={styles.rule}>
      <div className={styles.line}>
        <Asked rule={rule} builtIn={builtIn} />
        <div className={styles.side}>
          <Standing rule={rule} />
        </div>
        <div className={styles.side}>
          <Health rule={rule} />
        </div>
        <Button
          size="sm"
          fill="text"
          variant="secondary"
          icon={open ? 'angle-down' : 'angle-right'}
          aria-expanded={open}
          aria-label={`Details of ${rule.name}`}
          onClick={() => setOpen(!open)}
        >
          Details
        </Button>
      </div>
      {open && <RuleDetails rule={rule} groupId={groupId} />}
    </li>
  );
}

function Asked({ rule, builtIn }: Omit<Props, 'groupId'>) {
  const styles = useStyles2(getStyles);
  const { name, expression, forSeconds, keepFiringForSeconds, labels } = rule;
  const lengths = [
    forSeconds > 0 ? `for ${lengthText(forSeconds * 1000)}` : '',
    keepFiringForSeconds > 0 ? `keeps firing for ${lengthText(keepFiringForSeconds * 1000)}` : '',
  ].filter(Boolean);
  return (
    <div className={styles.words}>
      <div className={styles.name}>{name}</div>
      {builtIn ? (
        <span className={styles.detail}>the data source {labels.source} does not answer</span>
      ) : (
        <code className={styles.expression}>{expression.trim()}</code>
      )}
      {lengths.length > 0 && <span className={styles.detail}> {lengths.join(', ')}</span>}
      <RuleRemarks rule={rule} />
    </div>
  );
}

function Standing({ rule: { kind, state, alerts, name } }: { rule: Rule }) {
  const styles = useStyles2(getStyles);
  if (kind === 'recording') {
    return <span className={styles.detail}>Records this series</span>;
  }
  return state === 'inactive' ? (
    <span className={styles.detail}>Inactive</span>
  ) : (
    <>
      <State state={state} />
      <Alerts fingerprints={alerts} name={name} />
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

function Health({ rule }: { rule: Rule }) {
  const styles = useStyles2(getStyles);
  const { lastEvaluationAt, evaluationMs } = rule;
  const { icon, word } = health[rule.health];
  return (
    <>
      <span className={rule.health === 'error' ? styles.bad : rule.health === 'ok' ? styles.good : styles.neutral}>
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
    </>
  );
}

/** An icon beside words that may wrap. */
const firstLine = { display: 'inline-flex', alignItems: 'center', height: 20 };

const getStyles = (theme: GrafanaTheme2) => ({
  rule: css({ borderTop: `1px solid ${theme.colors.border.weak}`, fontSize: 13, padding: theme.spacing(1, 0) }),
  line: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 170px 250px auto',
    gap: theme.spacing(0.5, 2),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)', justifyItems: 'start' },
  }),
  words: css({ minWidth: 0, maxWidth: '100%' }),
  name: css({ fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
  expression: css({
    color: theme.colors.text.secondary,
    background: 'none',
    border: 'none',
    padding: 0,
    margin: 0,
    fontSize: 12,
    whiteSpace: 'break-spaces',
    overflowWrap: 'anywhere',
  }),
  detail: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  side: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'flex-start', minWidth: 0 }),
  whole: css({ whiteSpace: 'nowrap' }),
  good: css({ ...firstLine, color: theme.colors.success.text }),
  bad: css({ ...firstLine, color: theme.colors.warning.text }),
  neutral: css({ ...firstLine, color: theme.colors.text.secondary }),
});
