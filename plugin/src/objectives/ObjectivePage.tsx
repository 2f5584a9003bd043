import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { BurnRate, Objective } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { uptimeText } from '../services/words';
import { Card } from '../ui/Card';
import { HealthMark } from '../ui/HealthMark';
import { LinkTo } from '../ui/LinkTo';
import { quantityText } from '../ui/numbers';
import { Page } from '../ui/Page';
import { besides, room } from '../ui/room';
import { Skeleton } from '../ui/Skeleton';
import { dayText } from '../ui/time';
import { Trouble } from '../ui/Trouble';
import { Budget } from './Budget';
import { BudgetDays } from './BudgetDays';
import { budgetState, targetText } from './state';

export function ObjectivePage() {
  const { service = '', name = '' } = useParams();
  const resource = useResource(() => client.getObjective({ params: { service, name } }), {
    key: `objective ${service}/${name}`,
    everyMs: 30_000,
    touchedBy: ({ kinds }) => kinds.includes('promise'),
  });
  const { data } = resource;
  const styles = useStyles2(getStyles);
  return (
    <Page
      name={`${service}: ${name}`}
      title={data?.sentence ?? `${service}: ${name}`}
      mark={data && <HealthMark state={budgetState(data)} size={16} />}
      subtitle={data && promiseWords(data)}
    >
      <Trouble resource={resource} what="The objective" />
      {!data && !resource.error && <Skeleton rows={4} rowHeight={64} />}
      {data && (
        <div className={room}>
          <div className={styles.columns}>
            <div className={styles.column}>
              <Card title="Error budget" note={spanWords(data)} past={resource.error !== undefined}>
                <Budget objective={data} />
                {data.forecast && <p className={styles.text}>{data.forecast.text}</p>}
                {data.days && data.days.length > 0 && <BudgetDays days={data.days} target={data.target} />}
              </Card>
              <Card title="How it is calculated">
                <dl className={styles.facts}>
                  <Fact name="Good">{numberText(data.good)}</Fact>
                  <Fact name="All">{numberText(data.total)}</Fact>
                  <Fact name="Attained">
                    {data.attained === undefined
                      ? 'not known: there was nothing to count'
                      : `${numberText(data.good)} / ${numberText(data.total)} = ${uptimeText(data.attained)}`}
                  </Fact>
                  <Fact name="Not known">
                    {data.unknownSeconds === 0
                      ? 'no time of it'
                      : `${quantityText(data.unknownSeconds / 3600)} h of it`}
                  </Fact>
                </dl>
                <pre className={styles.query}>{data.query.good}</pre>
                <pre className={styles.query}>{data.query.total}</pre>
              </Card>
            </div>
            <Burning objective={data} />
          </div>
        </div>
      )}
    </Page>
  );
}

const numberText = (count: number): string =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(count);

const promiseWords = ({ kind, target, threshold, window, type }: Objective): string =>
  kind === 'latency'
    ? `${type.toUpperCase()}: ${targetText(target)} of requests within ${quantityText(threshold ?? 0, 's')}, over ${window}.`
    : `${type.toUpperCase()}: ${targetText(target)} of requests answered well, over ${window}.`;

const spanWords = ({ periodFrom, periodTo }: Objective): string =>
  `${dayText(Date.parse(periodFrom))} to ${dayText(Date.parse(periodTo))}`;

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Burning({ objective }: { objective: Objective }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.column}>
      <Card title="How fast it is spent" note="1: it lasts exactly the period">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Over</th>
              <th scope="col">Rate</th>
              <th scope="col">Limit</th>
              <th scope="col">Events</th>
            </tr>
          </thead>
          <tbody>
            {objective.burn.map((burn) => (
              <Burn key={`${burn.window} ${burn.limit}`} burn={burn} />
            ))}
          </tbody>
        </table>
      </Card>
      <Card title="Watched by">
        {objective.rules.length === 0 ? (
          <p className={styles.text}>No rule: it is shown, and nobody is told.</p>
        ) : (
          <ul className={styles.list}>
            {objective.rules.map((rule) => (
              <li key={rule}>
                <LinkTo to={paths.rulesMatching(rule.split('/').at(-1) ?? rule)}>{rule}</LinkTo>
              </li>
            ))}
          </ul>
        )}
        {objective.problem && <p className={styles.text}>{objective.problem}</p>}
        <p>
          <LinkTo to={paths.service(objective.service)}>{objective.service}</LinkTo>
        </p>
      </Card>
    </div>
  );
}

function Burn({ burn }: { burn: BurnRate }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <tr>
        <th scope="row">{burn.window}</th>
        <td className={burn.alerting ? styles.hot : undefined}>
          {burn.rate === undefined ? 'no traffic' : quantityText(burn.rate)}
          {burn.alerting && ', alerts'}
        </td>
        <td>{quantityText(burn.limit)}</td>
        <td>{burn.events === undefined ? '–' : numberText(burn.events)}</td>
      </tr>
      {burn.why && (
        <tr>
          <td colSpan={4} className={styles.why}>
            {burn.why}
          </td>
        </tr>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [besides]: { gridTemplateColumns: 'minmax(0, 1fr) clamp(300px, 34%, 460px)' },
  }),
  column: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)', minWidth: 0 }),
  text: css({ color: theme.colors.text.secondary, margin: theme.spacing(1, 0) }),
  facts: css({
    '& > div': { display: 'flex', gap: theme.spacing(2), minHeight: 28, fontSize: 13 },
    dt: { flex: '0 0 96px', color: theme.colors.text.secondary },
    dd: { fontVariantNumeric: 'tabular-nums' },
  }),
  query: css({ fontSize: 12, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: theme.spacing(1, 0, 0) }),
  table: css({
    width: '100%',
    fontSize: 13,
    fontVariantNumeric: 'tabular-nums',
    'th, td': { textAlign: 'right', padding: theme.spacing(0.5, 1), height: 32 },
    'th:first-of-type': { textAlign: 'left', paddingLeft: 0, fontWeight: theme.typography.fontWeightRegular },
    'thead th': { color: theme.colors.text.secondary, fontSize: 12, fontWeight: theme.typography.fontWeightRegular },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  why: css({ '&&': { textAlign: 'left', color: theme.colors.text.secondary, paddingLeft: 0, fontSize: 12 } }),
  list: css({ listStyle: 'none' }),
  hot: css({ color: theme.colors.error.text, fontWeight: theme.typography.fontWeightMedium }),
});
