import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { HealthTerm, ServiceDetail } from '@tocsin/api';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { healthWord } from '../ui/health';
import { HealthMark } from '../ui/HealthMark';

/** Why it is as it is: each part with its number, its limit, its weight, so that the sum can be done by hand. */
export function Score({ service, past }: { service: ServiceDetail; past: boolean }) {
  const styles = useStyles2(getStyles);
  const { terms, arithmetic, score, name } = service;
  return (
    <Card
      title="Why"
      note={score === undefined ? 'the score is not known' : `score ${Math.round(score)} of 100`}
      side={terms.length > 0 && <ExportMenu name={`score-of-${name}`} table={() => tableOf(columns, terms)} />}
      past={past}
    >
      {terms.length === 0 ? (
        'Nothing is measured: it has no indicator that any data source knows, and no probe.'
      ) : (
        <div className={styles.box}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Part</th>
                <th scope="col">Value and limit</th>
                <th scope="col" className={styles.right}>
                  Weight
                </th>
                <th scope="col" className={styles.right}>
                  Points
                </th>
              </tr>
            </thead>
            <tbody>
              {terms.map((term) => (
                <Term key={`${term.kind} ${term.name}`} term={term} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {arithmetic && <p className={styles.sum}>Score: {arithmetic}</p>}
    </Card>
  );
}

function Term({ term }: { term: HealthTerm }) {
  const styles = useStyles2(getStyles);
  const { title, text, state, weight, points, since, why, query, source, kind, name } = term;
  const ill = state === 'failing' || state === 'degraded';
  return (
    <tr>
      <th scope="row">
        <span className={styles.part}>
          <HealthMark state={state} />
          <span className={cx(ill && styles.strong)}>{title}</span>
        </span>
      </th>
      <td>
        <span className={cx(ill && styles.strong)}>{text}</span>
        {since && ill && (
          <span className={styles.quiet}>
            {healthWord[state]} for <Age since={since} />
          </span>
        )}
        {why && <span className={styles.quiet}>{why}</span>}
        {query && (
          <details className={styles.query}>
            <summary>{source ? `Query, ${source}` : 'Query'}</summary>
            <code>{query}</code>
          </details>
        )}
        {!query && kind === 'probe' && <span className={styles.quiet}>{name}</span>}
      </td>
      <td className={styles.right}>{weight}</td>
      <td className={styles.right}>{weight === 0 ? '–' : Math.round(points)}</td>
    </tr>
  );
}

const columns = [
  { name: 'part', value: ({ name }: HealthTerm) => name },
  { name: 'title', value: ({ title }: HealthTerm) => title },
  { name: 'state', value: ({ state }: HealthTerm) => state },
  { name: 'value', value: ({ value }: HealthTerm) => value },
  { name: 'unit', value: ({ unit }: HealthTerm) => unit },
  { name: 'degraded_limit', value: ({ degraded }: HealthTerm) => degraded },
  { name: 'failing_limit', value: ({ failing }: HealthTerm) => failing },
  { name: 'weight', value: ({ weight }: HealthTerm) => weight },
  { name: 'points', value: ({ points }: HealthTerm) => points },
  { name: 'query', value: ({ query }: HealthTerm) => query },
];

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    fontSize: 13,
    'thead th': { color: theme.colors.text.secondary, fontSize: 12, fontWeight: theme.typography.fontWeightRegular },
    'th, td': { padding: theme.spacing(0.75, 1), verticalAlign: 'top', textAlign: 'left' },
    'th:first-of-type': { paddingLeft: 0 },
    'td:last-of-type, thead th:last-of-type': { paddingRight: 0 },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
    'tbody th': { fontWeight: theme.typography.fontWeightRegular },
  }),
  right: css({ '&&': { textAlign: 'right' }, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  part: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium }),
  quiet: css({ display: 'block', color: theme.colors.text.secondary, fontSize: 12, overflowWrap: 'anywhere' }),
  query: css({
    color: theme.colors.text.secondary,
    fontSize: 12,
    '& summary': { cursor: 'pointer', width: 'fit-content' },
    '& code': { display: 'block', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: theme.spacing(0.5, 0) },
  }),
  sum: css({
    margin: theme.spacing(1, 0, 0),
    color: theme.colors.text.secondary,
    fontSize: 13,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  }),
});
