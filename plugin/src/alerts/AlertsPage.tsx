import { css } from '@emotion/css';
import React, { useDeferredValue, useMemo, useRef } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { AlertSummary } from '@tocsin/api';
import { printMatchers } from '@tocsin/model/written-matchers';
import { client } from '../api/client';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { useAcknowledge } from '../incidents/useAcknowledge';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { ExportMenu } from '../ui/export/ExportMenu';
import { KeyHints } from '../ui/KeyHints';
import { LinkTo } from '../ui/LinkTo';
import { NewsLine } from '../ui/NewsLine';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { useHeld } from '../ui/useHeld';
import { useListKeys } from '../ui/useListKeys';
import { useSteadyRows } from '../ui/useSteadyRows';
import { AlertFilters, filtered, type LinkFilter, readFilter } from './AlertFilters';
import { alertKey, byUrgency, matching } from './alertOrder';
import { AlertRows } from './AlertRows';
import { alertsTable } from './alertsTable';
import { hiderOf } from './mutedWords';

const spans = [
  { value: 'active', label: 'Active' },
  { value: 'ended', label: 'Active + ended' },
] as const;

/** What is looked for stands in the address, so that it can be sent to somebody. */
function useFilter() {
  const [search, setSearch] = useSearchParams();
  const change = (to: Readonly<Record<string, string>>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(to)) {
          if (value) {
            next.set(name, value);
          } else {
            next.delete(name);
          }
        }
        return next;
      },
      { replace: true }
    );
  const set = (name: string, value: string) => change({ [name]: value });
  const setLink = ({ matchers, receiver = '' }: LinkFilter) =>
    change({ filter: matchers.length > 0 ? printMatchers(matchers) : '', receiver });
  const link = useMemo(() => readFilter(search), [search]);
  const span = search.get('span') === 'ended' ? 'ended' : 'active';
  return { words: search.get('q') ?? '', span, set, link, setLink } as const;
}

export function AlertsPage() {
  const styles = useStyles2(getStyles);
  const { words, span, set, link, setLink } = useFilter();
  const findBox = useRef<HTMLInputElement>(null);
  const resource = useResource(() => client.listAlerts({ query: span === 'ended' ? { resolved: '1' } : {} }), {
    key: `alerts ${span}`,
  });
  const all = resource.data?.alerts;
  const incidents = useReceivers(link.receiver);
  const alerts = useMemo(() => all && filtered(all, link, incidents), [all, link, incidents]);
  return (
    <Page
      name="Alerts"
      title="Alerts"
      subtitle={alerts && summary(alerts)}
      views={alerts && <ExportMenu name="alerts" table={() => alertsTable(alerts)} />}
    >
      <div className={styles.bar}>
        <div className={styles.find}>
          <FilterInput
            ref={findBox}
            value={words}
            onChange={(text) => set('q', text)}
            placeholder="Name, service, label…"
            aria-label="Find alerts by name, service, label"
            escapeRegex={false}
          />
        </div>
        <RadioButtonGroup
          aria-label="Which alerts"
          options={[...spans]}
          value={span}
          onChange={(value) => set('span', value === 'ended' ? 'ended' : '')}
        />
        <AlertFilters filter={link} set={setLink} />
      </div>
      <Trouble resource={resource} what="The alerts" />
      <Card title={span === 'ended' ? 'Active and ended lately' : 'Active alerts'} quietTitle>
        {!alerts && !resource.error && <Skeleton rows={6} rowHeight={48} />}
        {alerts && (
          <AlertList alerts={alerts} words={words} clear={() => set('q', '')} find={() => findBox.current?.focus()} />
        )}
      </Card>
      {alerts && alerts.length > 0 && <KeyHints find />}
    </Page>
  );
}

/** Asked only where a link names a receiver. */
function useReceivers(receiver: string | undefined) {
  const load = async () => (receiver === undefined ? undefined : (await client.listIncidents({})).incidents);
  return useResource(load, { key: `told to ${receiver ?? ''}` }).data;
}

function summary(alerts: readonly AlertSummary[]): string {
  const hidden = alerts.filter(hiderOf).length;
  const count = (status: AlertSummary['status']) => alerts.filter((alert) => alert.status === status).length;
  const parts = [
    `${count('firing')} firing`,
    `${count('acknowledged')} acknowledged`,
    `${count('pending')} pending`,
    count('resolved') > 0 ? `${count('resolved')} ended` : '',
    hidden > 0 ? `${hidden} silenced, inhibited or muted` : '',
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}

interface ListProps {
  alerts: readonly AlertSummary[];
  words: string;
  clear(): void;
  find(): void;
}

function AlertList({ alerts, words, clear, find }: ListProps) {
  const navigate = useNavigate();
  const mayAct = useMayAct();
  const { connected } = useLiveState();
  const { acknowledge } = useAcknowledge();
  const { held, handlers } = useHeld();
  const sorted = useMemo(() => [...alerts].sort(byUrgency), [alerts]);
  const steady = useSteadyRows(sorted, alertKey, held);
  const wanted = useDeferredValue(words);
  const shown = useMemo(() => matching(steady.rows, wanted), [steady.rows, wanted]);
  const cursor = useListKeys({
    keys: useMemo(() => shown.map(alertKey), [shown]),
    open: (key) => navigate(paths.alert(key)),
    takeNews: steady.takeIn,
    find,
    acknowledge: (key) => {
      const alert = shown.find(({ fingerprint }) => fingerprint === key);
      if (mayAct && alert?.incident && alert.status === 'firing') {
        acknowledge(alert.incident);
      }
    },
  });
  if (alerts.length === 0) {
    return <NoAlerts />;
  }
  return (
    <div {...handlers}>
      <NewsLine waiting={matching(steady.waiting, wanted)} takeIn={steady.takeIn}>
        {shown.length} of {steady.rows.length} shown
      </NewsLine>
      {shown.length > 0 ? (
        <AlertRows alerts={shown} label="Alerts" past={!connected} cursor={cursor} />
      ) : (
        <NoneMatch total={steady.rows.length} clear={clear} />
      )}
    </div>
  );
}

const NoneMatch = ({ total, clear }: { total: number; clear: () => void }) => (
  <Empty icon="search" title="None match">
    {total} {total === 1 ? 'is' : 'are'} there without the filter.{' '}
    <Button fill="text" size="sm" onClick={clear}>
      Clear
    </Button>
  </Empty>
);

const NoAlerts = () => (
  <Empty title="No active alerts">
    Nothing is pending or firing. <LinkTo to={paths.rules}>The rules</LinkTo> say what is watched.
  </Empty>
);

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
  find: css({ flex: '1 1 240px', maxWidth: 420 }),
});
