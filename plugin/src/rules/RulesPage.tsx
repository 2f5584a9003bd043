import { css } from '@emotion/css';
import React, { useDeferredValue, useMemo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { CommitEvent, RuleGroup } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { ButtonLink } from '../ui/ButtonLink';
import { Empty } from '../ui/Empty';
import { ExportMenu } from '../ui/export/ExportMenu';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { NotEvaluated } from './NotEvaluated';
import { RuleFilters } from './RuleFilters';
import { isNarrowed, matching, useRuleFilter } from './ruleFilter';
import { rulesText, summary } from './ruleWords';
import { rulesTable } from './rulesTable';
import { bySource, SourceCard } from './SourceCard';

/** Thousands of rules are not asked for every few seconds. */
const MANY = 1000;

const ofRules = ({ rules, kinds }: CommitEvent): boolean => rules.length > 0 || kinds.includes('rule-group');

function useRules() {
  const [many, setMany] = useState(false);
  const load = async () => {
    const [listed, kept] = await Promise.all([
      client.listRules({ query: { evaluations: '0' } }),
      client.listRuleGroups({}),
    ]);
    setMany(listed.groups.reduce((sum, { rules }) => sum + rules.length, 0) > MANY);
    return { ...listed, kept: kept.groups };
  };
  return useResource(load, { key: 'rules', everyMs: many ? 15_000 : 5000, touchedBy: ofRules });
}

export function RulesPage() {
  const styles = useStyles2(getStyles);
  const { filter, set } = useRuleFilter();
  const wanted = useDeferredValue(filter);
  const mayAct = useMayAct();
  const resource = useRules();
  const { connected } = useLiveState();
  const { data } = resource;
  const sections = useMemo(() => data && bySource(matching(data.groups, wanted), data.dataSources), [data, wanted]);
  return (
    <Page
      name="Rules"
      title="Rules"
      subtitle={data && summary(data.groups, data.dataSources)}
      views={data && <ExportMenu name="rules" table={() => rulesTable(data.groups)} />}
      actions={
        <>
          <ButtonLink icon="edit" to={paths.madeRules}>
            Made here
          </ButtonLink>
          {mayAct && (
            <ButtonLink icon="plus" to={paths.newRuleGroup}>
              New rule group
            </ButtonLink>
          )}
        </>
      }
    >
      <RuleFilters groups={data?.groups} filter={filter} set={set} />
      <Trouble resource={resource} what="The rules" />
      {!data && !resource.error && <Skeleton rows={6} rowHeight={56} />}
      {data && <NotEvaluated kept={data.kept} />}
      <div className={styles.sources}>
        {sections?.map((section) => (
          <SourceCard key={section.name} section={section} narrowed={isNarrowed(wanted)} past={!connected} />
        ))}
      </div>
      {data && sections?.every(({ groups }) => groups.length === 0) && <Nothing all={data.groups} />}
    </Page>
  );
}

const Nothing = ({ all }: { all: readonly RuleGroup[] }) =>
  all.length > 0 ? (
    <Empty icon="search" title="None match">
      {rulesText(all.reduce((sum, { rules }) => sum + rules.length, 0))} are there without the filter.
    </Empty>
  ) : (
    <Empty icon="list-ul" title="No rules are loaded">
      Start the alert service with --prometheus.url, and with --rules.file where rules stand in files, to have it
      evaluate rules. Alerts that are sent to it need none.
    </Empty>
  );

const getStyles = (theme: GrafanaTheme2) => ({
  sources: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
});
