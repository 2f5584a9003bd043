import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { WorkflowStats } from '@tocsin/api';
import { quantityText } from '../ui/numbers';

const length = (seconds?: number): string => (seconds === undefined ? '–' : quantityText(seconds, 's'));

/** What became of workflows, and how long they took. */
export function Counts({ name, rows }: { name: string; rows: readonly WorkflowStats[] }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            {[name, 'Started', 'Completed', 'Failed', 'Success', 'Running', 'Paused', 'p50', 'p95', 'p99'].map(
              (title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              )
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td>{row.started}</td>
              <td>{row.completed}</td>
              <td className={row.failed > 0 ? styles.strong : undefined}>{row.failed}</td>
              <td>{row.successRate === undefined ? '–' : quantityText(row.successRate, 'ratio')}</td>
              <td>{row.running}</td>
              <td>{row.paused}</td>
              <td>{length(row.p50)}</td>
              <td>{length(row.p95)}</td>
              <td>{length(row.p99)}</td>
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={10} className={styles.none}>
                None yet.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    fontSize: 13,
    'th, td': { textAlign: 'right', padding: theme.spacing(0.5, 1), height: 32, whiteSpace: 'nowrap' },
    td: { fontVariantNumeric: 'tabular-nums' },
    'th:first-of-type': { textAlign: 'left', paddingLeft: 0, fontWeight: theme.typography.fontWeightRegular },
    'thead th': { color: theme.colors.text.secondary, fontSize: 12, fontWeight: theme.typography.fontWeightRegular },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  none: css({ '&&': { textAlign: 'left', color: theme.colors.text.secondary, paddingLeft: 0 } }),
});
