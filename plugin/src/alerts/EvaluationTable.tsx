import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Evaluation } from '@tocsin/api';
import { quantityText } from '../ui/numbers';
import { absoluteText, secondText, tookText } from '../ui/time';

const results: Readonly<Record<Evaluation['result'], { icon: IconName; word: string }>> = {
  inactive: { icon: 'check', word: 'not firing' },
  pending: { icon: 'clock-nine', word: 'pending' },
  firing: { icon: 'fire', word: 'firing' },
  recorded: { icon: 'check', word: 'recorded' },
  error: { icon: 'exclamation-triangle', word: 'failed' },
};

interface Props {
  evaluations: readonly Evaluation[];
  /** Of the values, as the alert has it. */
  unit?: string;
  /** What it means that there are none. */
  unknown: string;
}

/** One line an evaluation, each with the command that repeats it. */
export function EvaluationTable({ evaluations, unit, unknown }: Props) {
  const styles = useStyles2(getStyles);
  const newest = [...evaluations].sort((a, b) => (a.at < b.at ? 1 : -1));
  return newest.length === 0 ? (
    <p className={styles.quiet}>{unknown}</p>
  ) : (
    <div className={styles.scroll} role="region" aria-label="Last evaluations, scrollable" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Result</th>
            <th scope="col" className={styles.right}>
              Value
            </th>
            <th scope="col" className={styles.right}>
              Samples
            </th>
            <th scope="col" className={styles.right}>
              Took
            </th>
            <th scope="col">
              <span className={styles.hidden}>Repeat it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {newest.map((evaluation) => (
            <EvaluationRow key={evaluation.at} evaluation={evaluation} unit={unit} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EvaluationRow({ evaluation, unit }: { evaluation: Evaluation; unit?: string }) {
  const styles = useStyles2(getStyles);
  const { at, result, value, samples, durationMs, error, curl } = evaluation;
  const { icon, word } = results[result];
  return (
    <tr>
      <td title={absoluteText(Date.parse(at))}>{secondText(Date.parse(at))}</td>
      <td>
        <span className={styles.result}>
          <Icon name={icon} size="sm" />
          {error ? `failed: ${error}` : word}
        </span>
      </td>
      <td className={styles.right} title={value}>
        {value === undefined ? '–' : quantityText(Number(value), unit)}
      </td>
      <td className={styles.right}>{samples}</td>
      <td className={styles.right}>{tookText(durationMs)}</td>
      <td className={styles.right}>
        <ClipboardButton
          fill="text"
          size="sm"
          variant="secondary"
          icon="copy"
          getText={() => curl}
          aria-label={`Copy the curl command of ${secondText(Date.parse(at))}`}
        >
          curl
        </ClipboardButton>
      </td>
    </tr>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  quiet: css({ color: theme.colors.text.secondary }),
  /** Positioned, so that the hidden heading scrolls with the table and does not widen the page. */
  scroll: css({ overflow: 'auto', maxHeight: 280, position: 'relative' }),
  table: css({
    width: '100%',
    fontSize: 13,
    fontVariantNumeric: 'tabular-nums',
    'th, td': { padding: theme.spacing(0.25, 1), whiteSpace: 'nowrap' },
    'th:first-of-type, td:first-of-type': { paddingLeft: 0 },
    th: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular, fontSize: 12 },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  right: css({ textAlign: 'right' }),
  result: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
