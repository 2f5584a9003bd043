import { css } from '@emotion/css';
import React from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { KeptPolicy } from '@tocsin/api';
import { client } from '../../api/client';
import { useLiveState } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { ButtonLink } from '../../ui/ButtonLink';
import { Card } from '../../ui/Card';
import { Clipped } from '../../ui/Clipped';
import { Empty } from '../../ui/Empty';
import { LinkTo } from '../../ui/LinkTo';
import { Page } from '../../ui/Page';
import { type Column, RowTable } from '../../ui/RowTable';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { useNarrow } from '../../ui/useNarrow';
import { useIsAdmin } from '../useIsAdmin';
import { listWords } from '../words';
import { YamlButtons } from '../Yaml';
import { type Names, targetsWords } from './policyWords';
import { useChoices } from './useNames';

/** Who is told, in which order, and how long each of them has. */
export function PoliciesPage() {
  const styles = useStyles2(getStyles);
  const isAdmin = useIsAdmin();
  const { connected, me } = useLiveState();
  const resource = useResource(() => client.listPolicies({}), { key: 'policies', everyMs: 60_000 });
  const { names } = useChoices();
  const { data } = resource;
  return (
    <Page
      name="Policies"
      title={data ? titleOf(data.policies) : 'Policies'}
      subtitle={
        data && (
          <>
            When a last resort tells nobody, {data.emergencyReceiver} is told.
            {me && !isAdmin ? ' Admins can add and change policies.' : ''}
          </>
        )
      }
      actions={
        isAdmin && (
          <ButtonLink icon="plus" to={paths.newPolicy}>
            New policy
          </ButtonLink>
        )
      }
    >
      <div className={styles.bar}>
        <YamlButtons />
      </div>
      <Trouble resource={resource} what="The policies" />
      <Card title="Policies" quietTitle past={!connected || resource.error !== undefined}>
        {!data && !resource.error && <Skeleton rows={3} rowHeight={48} />}
        {data && <PolicyTable policies={data.policies} names={names} />}
      </Card>
    </Page>
  );
}

function titleOf(policies: readonly KeptPolicy[]): string {
  const running = policies.reduce((sum, policy) => sum + policy.running, 0);
  if (policies.length === 0) {
    return 'No policy yet: nobody is paged';
  }
  const count = policies.length === 1 ? '1 policy' : `${policies.length} policies`;
  return running === 0
    ? `${count}, none runs now`
    : `${count}, ${running === 1 ? '1 incident goes' : `${running} incidents go`} along them now`;
}

function PolicyTable({ policies, names }: { policies: readonly KeptPolicy[]; names: Names }) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  const columns = columnsFor(names);
  return policies.length === 0 ? (
    <Empty icon="sitemap" title="Nobody is paged">
      A policy says who is told and when. Receivers of alertmanager.yml are told all the same.
    </Empty>
  ) : (
    <RowTable
      label="Policies"
      rows={policies}
      columns={narrow ? columns.slice(0, 2) : columns}
      rowHeight={48}
      whole={policies.length <= 100}
      keyOf={({ id }) => id}
      open={({ id }) => navigate(paths.policy(id))}
    />
  );
}

const columnsFor = (names: Names): ReadonlyArray<Column<KeptPolicy>> => [
  {
    title: 'Policy',
    width: 'minmax(0, 1fr)',
    cell: ({ id, value }) => (
      <LinkTo to={paths.policy(id)} quiet>
        {value.name}
      </LinkTo>
    ),
  },
  {
    title: 'First',
    width: 'minmax(0, 1.5fr)',
    cell: ({ value }) => <Clipped text={targetsWords(value.steps[0]?.targets ?? [], names)} />,
  },
  { title: 'Steps', width: '60px', align: 'right', cell: ({ value }) => value.steps.length },
  {
    title: 'For incidents of',
    width: 'minmax(0, 1fr)',
    cell: ({ receivers }) => <Clipped text={receivers.length > 0 ? listWords(receivers) : 'no receiver'} />,
  },
  { title: 'Run now', width: '80px', align: 'right', cell: ({ running }) => running },
  {
    title: 'From',
    width: '120px',
    cell: ({ source, problems }) =>
      problems.length > 0 ? 'see what is wrong' : source === 'file' ? 'a file' : 'made here',
  },
];

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    '&:not(:empty)': { marginBottom: theme.spacing(2) },
  }),
});
