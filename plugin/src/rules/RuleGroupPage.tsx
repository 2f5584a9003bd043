import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { KeptRuleGroup, RuleGroup } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { ButtonLink } from '../ui/ButtonLink';
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { NotEvaluated } from './NotEvaluated';
import { RuleRow } from './RuleRow';
import { rulesText } from './ruleWords';
import { useDeleteRuleGroup } from './useDeleteRuleGroup';
import { Versions } from './Versions';

async function load(id: string) {
  const [kept, history, { groups }] = await Promise.all([
    client.getRuleGroup({ params: { id } }),
    client.getRuleGroupHistory({ params: { id } }),
    client.listRules({ query: { group: id, evaluations: '0' } }),
  ]);
  return { kept, versions: history.versions, running: groups[0] };
}

/** A group made here: how its rules stand, and how it came to be as it is. */
export function RuleGroupPage() {
  const styles = useStyles2(getStyles);
  const { id = '' } = useParams();
  const mayAct = useMayAct();
  const { connected } = useLiveState();
  const resource = useResource(() => load(id), { key: `rule group ${id}`, everyMs: 5000 });
  const { data } = resource;
  return (
    <Page
      name={data?.kept.group.name ?? 'Rule group'}
      title={data ? titleOf(data.kept) : 'Rule group'}
      subtitle={data && <Line kept={data.kept} />}
      actions={data && <Actions kept={data.kept} mayAct={mayAct} />}
    >
      <Trouble resource={resource} what="The rule group" />
      {!data && !resource.error && <Skeleton rows={4} rowHeight={56} />}
      {data && (
        <div className={styles.cards}>
          <NotEvaluated kept={[data.kept]} />
          {!data.kept.deleted && data.running && <Running group={data.running} past={!connected} />}
          <Versions kept={data.kept} versions={data.versions} past={!connected} />
        </div>
      )}
    </Page>
  );
}

const titleOf = ({ group, deleted }: KeptRuleGroup): string => (deleted ? `${group.name} is deleted` : group.name);

const Line = ({ kept: { group, version, changedBy, changedAt, deleted } }: { kept: KeptRuleGroup }) => (
  <>
    {deleted ? 'It had ' : ''}
    {rulesText(group.rules.length)}
    {group.source ? ` that ask ${group.source}` : ''}
    {group.interval ? `, every ${group.interval}` : ''}. Version {version}, by {changedBy}{' '}
    <Age since={changedAt} suffix=" ago" />.
  </>
);

function Actions({ kept, mayAct }: { kept: KeptRuleGroup; mayAct: boolean }) {
  const { ask, dialog } = useDeleteRuleGroup();
  return kept.deleted ? null : (
    <>
      {mayAct && (
        <ButtonLink icon="edit" to={paths.changeRuleGroup(kept.id)}>
          Change
        </ButtonLink>
      )}
      {mayAct && (
        <Button variant="secondary" icon="trash-alt" onClick={() => ask(kept)}>
          Delete
        </Button>
      )}
      {dialog}
    </>
  );
}

function Running({ group, past }: { group: RuleGroup; past: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <Card title="How it stands" past={past}>
      <ul className={styles.rules}>
        {group.rules.map((rule) => (
          <RuleRow key={rule.id} rule={rule} groupId={group.id} builtIn={false} />
        ))}
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  rules: css({ listStyle: 'none', margin: 0 }),
});
