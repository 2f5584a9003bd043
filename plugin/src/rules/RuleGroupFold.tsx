import { css } from '@emotion/css';
import React, { memo, type ReactNode, useId } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Rule, RuleGroup } from '@tocsin/api';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { LinkTo } from '../ui/LinkTo';
import { lengthText, tookText } from '../ui/time';
import { RuleRow } from './RuleRow';
import { isBuiltIn, rulesText } from './ruleWords';

interface Props {
  group: RuleGroup;
  open: boolean;
  setOpen(open: boolean): void;
}

/** One line of what a group is and how it stands; its rules exist only while it is open. */
export function RuleGroupFold({ group, open, setOpen }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { name, intervalSeconds, rules, keptId } = group;
  return (
    <section aria-labelledby={id} className={styles.group}>
      <div className={styles.head}>
        <h4 className={styles.title}>
          <button type="button" aria-expanded={open} className={styles.toggle} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'angle-down' : 'angle-right'} />
            <span id={id}>{name}</span>
          </button>
        </h4>
        <span className={styles.quiet}>
          {rulesText(rules.length)}, every {lengthText(intervalSeconds * 1000)}
        </span>
        <Counts rules={rules} />
        <span className={styles.side}>
          <Last group={group} />
          {keptId !== undefined && <LinkTo to={paths.ruleGroup(keptId)}>History, change</LinkTo>}
        </span>
      </div>
      <Slow group={group} />
      {open && (
        <ul className={styles.rules}>
          {rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} groupId={group.id} builtIn={isBuiltIn(group)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Slow({ group: { missedIterations } }: { group: RuleGroup }) {
  const styles = useStyles2(getStyles);
  return missedIterations === 0 ? null : (
    <p className={styles.slow}>
      {missedIterations} {missedIterations === 1 ? 'evaluation' : 'evaluations'} missed: the group takes longer than its
      interval.
    </p>
  );
}

const Last = ({ group: { lastEvaluationAt, evaluationMs } }: { group: RuleGroup }) =>
  lastEvaluationAt === undefined ? null : (
    <span>
      <Age since={lastEvaluationAt} suffix=" ago" />
      {evaluationMs !== undefined && `, took ${tookText(evaluationMs)}`}
    </span>
  );

/** Only what is not as it mostly is. */
const Counts = memo(function Counts({ rules }: { rules: readonly Rule[] }) {
  const styles = useStyles2(getStyles);
  const count = (has: (rule: Rule) => boolean) => rules.filter(has).length;
  const parts: ReadonlyArray<readonly [IconName, number, ReactNode]> = [
    ['fire', count(({ state }) => state === 'firing'), 'firing'],
    ['clock-nine', count(({ state }) => state === 'pending'), 'pending'],
    ['exclamation-triangle', count(({ health }) => health === 'error'), 'cannot be evaluated'],
    ['question-circle', count(({ missingSince }) => missingSince !== undefined), 'without data'],
    ['search', count(({ findings }) => findings.length > 0), 'with findings'],
  ];
  return (
    <>
      {parts
        .filter(([, number]) => number > 0)
        .map(([icon, number, word]) => (
          <span key={icon} className={styles.count}>
            <Icon name={icon} size="sm" />
            {number} {word}
          </span>
        ))}
    </>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  group: css({ borderTop: `1px solid ${theme.colors.border.weak}` }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
    minHeight: 40,
    padding: theme.spacing(0.5, 0),
    fontSize: 13,
  }),
  title: css({ margin: 0, minWidth: 0 }),
  toggle: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    minHeight: 32,
    padding: theme.spacing(0, 1, 0, 0),
    border: 'none',
    borderRadius: theme.shape.radius.default,
    background: 'none',
    color: theme.colors.text.primary,
    fontSize: 14,
    fontWeight: theme.typography.fontWeightMedium,
    textAlign: 'left',
    overflowWrap: 'anywhere',
    '&:hover': { textDecoration: 'underline' },
  }),
  quiet: css({ color: theme.colors.text.secondary }),
  count: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5), whiteSpace: 'nowrap' }),
  side: css({
    display: 'inline-flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    marginLeft: 'auto',
    color: theme.colors.text.secondary,
    [theme.breakpoints.down('sm')]: { marginLeft: 0 },
  }),
  slow: css({ color: theme.colors.warning.text, fontSize: 13, margin: theme.spacing(0, 0, 1) }),
  rules: css({ listStyle: 'none', margin: theme.spacing(0, 0, 1), paddingLeft: theme.spacing(2.5) }),
});
