import React from 'react';
import { useParams } from 'react-router-dom';
import type { KeptRuleGroup } from '@tocsin/api';
import { client } from '../../api/client';
import { useLiveState, useMayAct } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { Empty } from '../../ui/Empty';
import { LinkTo } from '../../ui/LinkTo';
import { Page } from '../../ui/Page';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { RuleGroupForm } from './RuleGroupForm';

/** A new rule group, or a change of one: what it would do is seen before it does. */
export function RuleGroupFormPage() {
  const { id } = useParams();
  const title = id === undefined ? 'New rule group' : 'Change a rule group';
  const { me } = useLiveState();
  const mayAct = useMayAct();
  const resource = useResource(() => load(id), {
    key: `rule group to write ${id ?? ''}`,
    touchedBy: ({ kinds }) => kinds.includes('rule-group'),
    everyMs: 30_000,
  });
  const { data } = resource;
  return (
    <Page
      name={title}
      title={title}
      subtitle={
        me && !mayAct ? 'You can see what it would do; operators can save it.' : 'See what it would do before it does.'
      }
    >
      <Trouble resource={resource} what={id === undefined ? 'The data sources' : 'The rule group'} />
      {!data && !resource.error && <Skeleton rows={6} rowHeight={48} />}
      {data?.kept?.deleted && <Deleted kept={data.kept} />}
      {(data || id === undefined) && !data?.kept?.deleted && (
        <RuleGroupForm key={id ?? 'new'} newest={data?.kept} sources={data?.sources ?? []} />
      )}
    </Page>
  );
}

async function load(id: string | undefined) {
  const [{ dataSources }, kept] = await Promise.all([
    // Of no group: only the data sources are asked for.
    client.listRules({ query: { group: ' ', evaluations: '0' } }),
    id === undefined ? undefined : client.getRuleGroup({ params: { id } }),
  ]);
  return { sources: dataSources, kept };
}

const Deleted = ({ kept: { id, group, changedBy } }: { kept: KeptRuleGroup }) => (
  <Empty icon="trash-alt" title={`${group.name} is deleted`}>
    {changedBy} deleted it. <LinkTo to={paths.ruleGroup(id)}>Its versions</LinkTo> can be restored.
  </Empty>
);
