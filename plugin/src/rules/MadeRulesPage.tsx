import { css } from '@emotion/css';
import React from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { KeptRuleGroup } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Age } from '../ui/Age';
import { ButtonLink } from '../ui/ButtonLink';
import { Card } from '../ui/Card';
import { Clipped } from '../ui/Clipped';
import { Empty } from '../ui/Empty';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { type Column, RowTable } from '../ui/RowTable';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { useNarrow } from '../ui/useNarrow';
import { groupsText, rulesText } from './ruleWords';
import { useRuleFile } from './useRuleFile';

const spans = [
  { value: 'kept', label: 'In force' },
  { value: 'all', label: 'All, deleted too' },
] as const;

/** The rule groups that people made here, beside those of files: each with its history, deleted ones too. */
export function MadeRulesPage() {
  const styles = useStyles2(getStyles);
  const [search, setSearch] = useSearchParams();
  const span = search.get('span') === 'all' ? 'all' : 'kept';
  const mayAct = useMayAct();
  const resource = useResource(() => client.listRuleGroups({ query: { deleted: span === 'all' ? '1' : '0' } }), {
    key: `made rules ${span}`,
    everyMs: 15_000,
    touchedBy: ({ kinds }) => kinds.includes('rule-group'),
  });
  const groups = resource.data?.groups;
  const download = useRuleFile();
  const current = groups?.filter(({ deleted }) => !deleted) ?? [];
  return (
    <Page
      name="Made here"
      title="Rule groups made here"
      subtitle={groups && `${groupsText(current.length)}, evaluated beside those of the rule files.`}
      actions={
        mayAct && (
          <ButtonLink icon="plus" to={paths.newRuleGroup}>
            New rule group
          </ButtonLink>
        )
      }
    >
      <div className={styles.bar}>
        <RadioButtonGroup
          aria-label="Which rule groups"
          options={[...spans]}
          value={span}
          onChange={(value) => setSearch(value === 'all' ? { span: 'all' } : {}, { replace: true })}
        />
        {current.length > 0 && (
          <Button fill="text" variant="secondary" onClick={() => download({ name: 'rules' })}>
            Download all as YAML
          </Button>
        )}
      </div>
      <Trouble resource={resource} what="The rule groups" />
      <Card title="Rule groups" quietTitle>
        {!groups && !resource.error && <Skeleton rows={3} rowHeight={44} />}
        {groups && <GroupTable groups={groups} />}
      </Card>
    </Page>
  );
}

const FEW = 100;

function GroupTable({ groups }: { groups: readonly KeptRuleGroup[] }) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  const { connected } = useLiveState();
  return groups.length === 0 ? (
    <Empty icon="list-ul" title="None yet">
      What is made here needs no file and no reload. <LinkTo to={paths.rules}>The rules of files</LinkTo> go on beside
      it.
    </Empty>
  ) : (
    <RowTable
      label="Rule groups"
      rows={groups}
      columns={narrow ? columns.slice(0, 2) : columns}
      rowHeight={44}
      whole={groups.length <= FEW}
      keyOf={({ id }) => id}
      open={({ id }) => navigate(paths.ruleGroup(id))}
      look={({ deleted }) => (!connected || deleted ? 'dim' : undefined)}
    />
  );
}

const columns: ReadonlyArray<Column<KeptRuleGroup>> = [
  {
    title: 'Group',
    width: 'minmax(0, 1fr)',
    cell: ({ id, group }) => (
      <LinkTo to={paths.ruleGroup(id)} quiet>
        {group.name}
      </LinkTo>
    ),
  },
  {
    title: 'State',
    width: 'minmax(0, 1fr)',
    cell: ({ deleted, problem }) => (
      <Clipped text={deleted ? 'deleted' : problem === undefined ? 'in force' : `not evaluated: ${problem}`} />
    ),
  },
  { title: 'Rules', width: '80px', cell: ({ group }) => rulesText(group.rules.length) },
  { title: 'Data source', width: '140px', cell: ({ group }) => group.source ?? 'Prometheus' },
  {
    title: 'Changed',
    width: '240px',
    cell: ({ version, changedBy, changedAt }) => (
      <>
        version {version}, by {changedBy} <Age since={changedAt} suffix=" ago" />
      </>
    ),
  },
];

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
});
