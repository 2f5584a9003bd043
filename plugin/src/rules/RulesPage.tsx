import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { FilterInput, useStyles2 } from '@grafana/ui';
import type { DataSource, RuleGroup } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { Empty } from '../ui/Empty';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { clockText } from '../ui/time';
import { RuleGroupCard } from './RuleGroupCard';

export function RulesPage() {
  const styles = useStyles2(getStyles);
  const [search, setSearch] = useSearchParams();
  const words = search.get('q') ?? '';
  const resource = useResource(() => client.listRules({}), { key: 'rules', everyMs: 5000 });
  const { connected } = useLiveState();
  const { data } = resource;
  const groups = useMemo(() => data && matching(data.groups, words), [data, words]);
  return (
    <Page name="Rules" title="Rules" subtitle={data && summary(data.groups, data.dataSources)}>
      <div className={styles.find}>
        <FilterInput
          value={words}
          onChange={(text) => setSearch(text ? { q: text } : {}, { replace: true })}
          placeholder="Name, expression, file…"
          aria-label="Find rules by name, expression, file"
          escapeRegex={false}
        />
      </div>
      <Trouble resource={resource} what="The rules" />
      {!data && !resource.error && <Skeleton rows={6} rowHeight={56} />}
      <div className={styles.groups}>
        {groups?.map((group) => (
          <RuleGroupCard key={group.id} group={group} past={!connected} />
        ))}
      </div>
      {data && groups?.length === 0 && <Nothing all={data.groups} />}
    </Page>
  );
}

const Nothing = ({ all }: { all: readonly RuleGroup[] }) =>
  all.length > 0 ? (
    <Empty icon="search" title="None match">
      {all.reduce((sum, { rules }) => sum + rules.length, 0)} rules are there without the filter.
    </Empty>
  ) : (
    <Empty icon="list-ul" title="No rules are loaded">
      Start the alert service with --rules.file and --prometheus.url to have it evaluate rules. Alerts that are sent to
      it need none.
    </Empty>
  );

function matching(groups: readonly RuleGroup[], words: string): readonly RuleGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => {
        const text = `${rule.name}\n${rule.expression}\n${group.file}\n${group.name}\n${rule.state}`.toLowerCase();
        return wanted.every((word) => text.includes(word));
      }),
    }))
    .filter(({ rules }) => rules.length > 0);
}

function summary(groups: readonly RuleGroup[], sources: readonly DataSource[]): string {
  const rules = groups.flatMap((group) => group.rules);
  const failing = rules.filter(({ health }) => health === 'error').length;
  const silent = sources
    .filter(({ healthy }) => !healthy)
    .map(({ name, since }) => `${name} does not answer${since ? ` since ${clockText(Date.parse(since))}` : ''}.`);
  const state =
    failing === 0 ? 'none fails' : failing === 1 ? '1 cannot be evaluated' : `${failing} cannot be evaluated`;
  return [`${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}, ${state}.`, ...silent].join(' ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  find: css({ maxWidth: 420, marginBottom: theme.spacing(2) }),
  groups: css({ display: 'grid', gap: theme.spacing(2) }),
});
