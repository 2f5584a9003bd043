import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { RuleTrial } from '@tocsin/api';
import { Card } from '../../ui/Card';
import { LabelChips } from '../../ui/LabelChips';
import { quantityText } from '../../ui/numbers';
import { Skeleton } from '../../ui/Skeleton';
import { secondText, tookText } from '../../ui/time';
import { Fault } from './NamedTexts';
import { Findings } from '../RuleRemarks';
import type { RuleDraft } from './groupDraft';
import { TrialGraph } from './TrialGraph';
import type { RuleCheck } from './useRuleCheck';

interface Props {
  check: RuleCheck;
  /** The rule that is looked at. */
  rule: RuleDraft | undefined;
  index: number;
  source: string;
}

/** What the rule that is open would do if it were evaluated now. Nothing of it is kept or told. */
export function Trial({ check, rule, index, source }: Props) {
  const trial = check.shown?.rules.find((tried) => tried.index === index);
  const at = check.shown && trial ? `as of ${secondText(Date.parse(check.shown.at))}` : '';
  return (
    <Card title="What it would do now" note={at} past={!check.current}>
      {rule === undefined ? (
        <Quiet>Open a rule to see what it gives.</Quiet>
      ) : rule.expr.trim() === '' ? (
        <Quiet>Write an expression: what it gives is shown here.</Quiet>
      ) : (
        <Known check={check} trial={trial} length={rule.forLength} source={source} />
      )}
    </Card>
  );
}

interface KnownProps extends Pick<Props, 'check' | 'source'> {
  trial: RuleTrial | undefined;
  length: string;
}

function Known({ check, trial, length, source }: KnownProps) {
  const styles = useStyles2(getStyles);
  if (check.unknown) {
    return <Quiet>Not known: {check.unknown} It can be saved all the same.</Quiet>;
  }
  if (check.errors.length > 0 && !trial) {
    return <Quiet>Not known yet: something in the group is still to be filled in or mended.</Quiet>;
  }
  if (!trial) {
    return <Skeleton rows={3} rowHeight={40} />;
  }
  return (
    <div className={styles.known}>
      <p role="status" className={styles.sentence}>
        <Icon name={iconOf(trial)} className={styles.icon} /> {sentence(trial, length)}
      </p>
      {trial.error && <Fault message={trial.error} />}
      {trial.findings.length > 0 && (
        <div>
          <Findings findings={trial.findings} />
        </div>
      )}
      {!trial.error && <TrialGraph trial={trial} source={source} />}
      <Results trial={trial} />
    </div>
  );
}

const iconOf = ({ error, results }: RuleTrial) =>
  error ? 'exclamation-triangle' : results.some(({ state }) => state === 'firing') ? 'fire' : 'check';

function sentence({ kind, error, series, results, durationMs }: RuleTrial, length: string): string {
  const took = `Asked in ${tookText(durationMs)}.`;
  if (error) {
    return 'It could not be evaluated now.';
  }
  if (kind === 'recording') {
    return series === 0 ? `It would write nothing. ${took}` : `It would write ${series} series. ${took}`;
  }
  if (series === 0) {
    return `No alert: the expression gives nothing now. ${took}`;
  }
  const alerts = `${series} ${series === 1 ? 'alert' : 'alerts'}`;
  const pending = results.some(({ state }) => state === 'pending');
  return pending && length !== ''
    ? `${alerts} would be pending, and fire after ${length} if it goes on. ${took}`
    : `${alerts} would fire at once. ${took}`;
}

const FEW = 10;

function Results({ trial: { results, series, kind } }: { trial: RuleTrial }) {
  const styles = useStyles2(getStyles);
  const shown = results.slice(0, FEW);
  return shown.length === 0 ? null : (
    <>
      <ul className={styles.results} aria-label={kind === 'recording' ? 'Series' : 'Alerts'}>
        {shown.map(({ labels, annotations = {}, value }) => (
          <li key={JSON.stringify(labels)} className={styles.result}>
            <div className={styles.texts}>
              {Object.entries(annotations).map(([name, text]) => (
                <div key={name}>
                  <span className={styles.quiet}>{name}</span> {text}
                </div>
              ))}
            </div>
            <span className={styles.value} title={value}>
              {quantityText(Number(value))}
            </span>
            <div className={styles.labels}>
              <LabelChips labels={labels} />
            </div>
          </li>
        ))}
      </ul>
      {series > shown.length && <Quiet>And {series - shown.length} more.</Quiet>}
    </>
  );
}

function Quiet({ children }: { children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  return <p className={styles.note}>{children}</p>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  known: css({ display: 'grid', gap: theme.spacing(1.5), gridTemplateColumns: 'minmax(0, 1fr)' }),
  sentence: css({ margin: 0, overflowWrap: 'anywhere' }),
  icon: css({ color: theme.colors.text.secondary }),
  note: css({ color: theme.colors.text.secondary, margin: 0, overflowWrap: 'anywhere' }),
  quiet: css({ color: theme.colors.text.secondary }),
  results: css({ listStyle: 'none', margin: 0 }),
  result: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    gap: theme.spacing(0.5, 2),
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
  }),
  texts: css({ minWidth: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  value: css({ fontVariantNumeric: 'tabular-nums', textAlign: 'right' }),
  labels: css({ gridColumn: '1 / -1', minWidth: 0 }),
});
