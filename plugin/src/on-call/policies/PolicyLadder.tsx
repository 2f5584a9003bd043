import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { WrittenPolicy, WrittenTarget } from '@tocsin/api';
import { hoursWords } from '../words';
import { afterWords, conditionWords, endWords, targetKey, targetsWords } from './policyWords';
import type { Choice } from './useNames';

const levelWords = ['by itself', 'level 1', 'level 2', 'level 3', 'declared publicly'] as const;

interface Props {
  policy: WrittenPolicy;
  choices: readonly Choice[];
}

/** Step by step, in words: who is told, who that would be now, and how long each of them has. */
export function PolicyLadder({ policy, choices }: Props) {
  const styles = useStyles2(getStyles);
  const names = new Map(choices.map((each) => [targetKey(each), each.name]));
  const nowOf = (targets: readonly WrittenTarget[]) =>
    targets.flatMap((target) => choices.find((each) => targetKey(each) === targetKey(target))?.now ?? []).join('; ');
  return (
    <>
      <ol className={styles.list}>
        {policy.steps.map((step, index) => (
          <li key={index} className={styles.step}>
            <span className={styles.number} aria-hidden>
              {index + 1}
            </span>
            <div className={styles.who}>
              <div>
                {targetsWords(step.targets, names)}
                {step.roundRobin ? ', one at a time in turn' : ''}
              </div>
              <Now words={nowOf(step.targets)} />
              <div className={styles.quiet}>
                {[levelWords[step.level], step.when && conditionWords(step.when)].filter(Boolean).join(' · ')}
              </div>
            </div>
            <span className={styles.wait}>{afterWords(step)}</span>
          </li>
        ))}
        <li className={styles.step}>
          <span className={styles.number} aria-hidden>
            <Icon name="bell" size="sm" />
          </span>
          <div className={styles.who}>
            <div>{targetsWords(policy.lastResort, names)}</div>
            <Now words={nowOf(policy.lastResort)} />
            <div className={styles.quiet}>last resort: told when a step can tell nobody, and at the end</div>
          </div>
        </li>
      </ol>
      <p className={styles.quiet}>
        {endWords(policy)}{' '}
        {policy.hours &&
          `Outside of ${hoursWords(policy.hours)} only ${policy.hours.always.join(', ')} goes on; the rest waits.`}
      </p>
    </>
  );
}

function Now({ words }: { words: string }) {
  const styles = useStyles2(getStyles);
  return words === '' ? null : <div className={styles.now}>now: {words}</div>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  step: css({
    display: 'grid',
    gridTemplateColumns: '24px minmax(0, 1fr) auto',
    gap: theme.spacing(0, 1.5),
    alignItems: 'center',
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    [theme.breakpoints.down('sm')]: {
      gridTemplateColumns: '24px minmax(0, 1fr)',
      '& > :last-child': { gridColumn: 2 },
    },
  }),
  number: css({
    width: 22,
    height: 22,
    borderRadius: '50%',
    border: `1px solid ${theme.colors.border.medium}`,
    textAlign: 'center',
    lineHeight: '20px',
    fontSize: 12,
  }),
  who: css({ minWidth: 0, overflowWrap: 'anywhere', '& > :first-child::first-letter': { textTransform: 'uppercase' } }),
  now: css({ fontSize: 13 }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12, margin: 0 }),
  wait: css({ color: theme.colors.text.secondary, fontSize: 13 }),
});
