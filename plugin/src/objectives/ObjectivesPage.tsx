import React from 'react';
import { useNavigate } from 'react-router-dom';
import type { Objective } from '@tocsin/api';
import { client } from '../api/client';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { ButtonLink } from '../ui/ButtonLink';
import { uptimeText } from '../services/words';
import { Problems } from '../services/Problems';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { ExportMenu } from '../ui/export/ExportMenu';
import { type ExportColumn, tableOf } from '../ui/export/table';
import { Health } from '../ui/HealthMark';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { type Column, RowTable } from '../ui/RowTable';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { Budget } from './Budget';
import { budgetState, byNeed, stateWord, targetText } from './state';

const columns: ReadonlyArray<Column<Objective>> = [
  {
    title: 'Promise',
    width: 'minmax(160px, 2fr)',
    cell: ({ id, service, name }) => (
      <LinkTo to={paths.objective(id)}>
        {service}: {name}
      </LinkTo>
    ),
  },
  {
    title: 'Now',
    width: '110px',
    cell: (objective) => <Health state={budgetState(objective)} word={stateWord[objective.state]} />,
  },
  { title: 'Kind', width: '60px', cell: ({ type }) => type.toUpperCase() },
  { title: 'Promised', width: '90px', align: 'right', cell: ({ target }) => targetText(target) },
  {
    title: 'Attained',
    width: '100px',
    align: 'right',
    cell: ({ attained }) => (attained === undefined ? 'not known' : uptimeText(attained)),
  },
  { title: 'Period', width: '90px', cell: ({ window }) => window },
  { title: 'Error budget', width: 'minmax(180px, 3fr)', cell: (objective) => <Budget objective={objective} /> },
];

const exported: ReadonlyArray<ExportColumn<Objective>> = [
  { name: 'service', value: ({ service }) => service },
  { name: 'objective', value: ({ name }) => name },
  { name: 'kind', value: ({ type }) => type },
  { name: 'state', value: ({ state }) => state },
  { name: 'target_percent', value: ({ target }) => target },
  { name: 'attained_percent', value: ({ attained }) => attained },
  { name: 'period', value: ({ window }) => window },
  { name: 'good', value: ({ good }) => good },
  { name: 'total', value: ({ total }) => total },
  { name: 'budget_remaining', value: ({ budget }) => budget.remaining },
];

export function ObjectivesPage() {
  const navigate = useNavigate();
  const resource = useResource(() => client.listObjectives({ query: {} }), {
    key: 'objectives',
    everyMs: 30_000,
    touchedBy: ({ kinds }) => kinds.includes('promise') || kinds.includes('configuration'),
  });
  const { data } = resource;
  const rows = data && [...data.objectives].sort(byNeed);
  return (
    <Page
      name="Objectives"
      title={rows ? sentenceOf(rows) : 'Objectives'}
      subtitle="What was promised of each service, what was kept, and how much of each error budget is left."
      actions={<ButtonLink to={paths.reports}>Reports</ButtonLink>}
    >
      <Trouble resource={resource} what="The objectives" />
      <Card
        title="Promises"
        note="the worst first"
        side={rows && rows.length > 0 && <ExportMenu name="objectives" table={() => tableOf(exported, rows)} />}
        past={resource.error !== undefined}
      >
        {!rows && !resource.error && <Skeleton rows={4} rowHeight={56} />}
        {rows?.length === 0 && (
          <Empty title="Nothing is promised yet" icon="graph-bar">
            Write <code>objectives:</code> under a service in tocsin.yml, such as{' '}
            <code>{'{name: availability, target: 99.9, window: 30d}'}</code>.
          </Empty>
        )}
        {rows && rows.length > 0 && (
          <RowTable
            label="Objectives"
            rows={rows}
            columns={columns}
            rowHeight={56}
            keyOf={({ id }) => id}
            open={({ id }) => navigate(paths.objective(id))}
            whole={rows.length <= 40}
          />
        )}
      </Card>
      {data && data.problems.length > 0 && <Problems problems={data.problems} />}
    </Page>
  );
}

function sentenceOf(rows: readonly Objective[]): string {
  const of = (state: Objective['state']) => rows.filter((row) => row.state === state).length;
  const [worst] = rows;
  if (!worst) {
    return 'Objectives';
  }
  if (of('broken') > 0) {
    return of('broken') === 1 ? worst.sentence : `${of('broken')} of ${rows.length} promises are broken.`;
  }
  if (of('at-risk') > 0) {
    return of('at-risk') === 1 ? worst.sentence : `${of('at-risk')} of ${rows.length} promises are at risk.`;
  }
  const unknown = of('no-data');
  return unknown > 0
    ? `${rows.length - unknown} of ${rows.length} promises are kept; of ${unknown} nothing is known.`
    : `All ${rows.length} promises are kept.`;
}
