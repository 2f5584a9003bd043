import { css } from '@emotion/css';
import React, { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { ServiceSummary, SystemHealth } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { ExportMenu } from '../ui/export/ExportMenu';
import { tableOf } from '../ui/export/table';
import { HealthMark } from '../ui/HealthMark';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { FirstRun } from './FirstRun';
import { matching, worstOf } from './pick';
import { Problems } from './Problems';
import { serviceExport } from './serviceColumns';
import { ServiceGrid } from './ServiceGrid';
import { ServiceList } from './ServiceList';
import { StateFilter } from './StateFilter';
import { type ServiceFilter, useServiceFilter, type View } from './useServiceFilter';
import { countsText } from './words';

const LIVE_MS = 5000;
/** Thousands with their strips are megabytes: changes of state come by the stream, numbers less often. */
const MANY = 500;
const MANY_MS = 60_000;
/** The worst, and as many as a fold may hold back. */
const FOLDED = '60';
const ALL = '9999';

export function ServicesPage() {
  const { filter, set } = useServiceFilter();
  const findBox = useRef<HTMLInputElement>(null);
  const whole = filter.all || filter.words !== '' || filter.state !== undefined;
  const resource = useServices(whole);
  const { connected } = useLiveState();
  const past = !connected || resource.error !== undefined;
  const { data } = resource;
  const words = useDeferredValue(filter.words);
  const shown = useMemo(
    () => data && (whole ? matching(data.services, { words, state: filter.state }) : worstOf(data.services)),
    [data, whole, words, filter.state]
  );
  return (
    <Page
      name="Services"
      title={data ? data.system.sentence : 'Services'}
      mark={data && data.total > 0 && <HealthMark state={data.system.state} size={16} />}
      subtitle={data && data.total > 0 && `${data.total} services: ${countsText(data.system.counts)}.`}
      views={<ViewChoice view={filter.view} set={(view) => set({ view: view === 'grid' ? view : '' })} />}
    >
      <Bar filter={filter} set={set} findBox={findBox} counts={data?.system.counts}>
        {shown && shown.length > 0 && <ExportMenu name="services" table={() => tableOf(serviceExport, shown)} />}
      </Bar>
      <Trouble resource={resource} what="The services" />
      {!data && !resource.error && (
        <Card title="Services" quietTitle>
          <Skeleton rows={8} rowHeight={34} />
        </Card>
      )}
      {data && shown && (
        <Shown
          services={shown}
          total={data.total}
          chosen={`${whole} ${words} ${filter.state ?? ''}`}
          folds={whole ? undefined : data.total - shown.length}
          past={past}
          view={filter.view}
          showAll={() => set({ all: '1' })}
          find={() => findBox.current?.focus()}
          clear={() => set({ q: '', state: '', all: '' })}
        />
      )}
      {data && data.problems.length > 0 && <Problems problems={data.problems} />}
    </Page>
  );
}

interface BarProps {
  filter: ServiceFilter;
  set(change: Readonly<Record<string, string>>): void;
  findBox: React.RefObject<HTMLInputElement | null>;
  counts?: SystemHealth['counts'];
  children: React.ReactNode;
}

function Bar({ filter, set, findBox, counts, children }: BarProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar}>
      <div className={styles.find}>
        <FilterInput
          ref={findBox}
          value={filter.words}
          onChange={(q) => set({ q })}
          placeholder="Name, owner, kind…"
          aria-label="Find services by name, owner, kind"
          escapeRegex={false}
        />
      </div>
      {counts && <StateFilter counts={counts} state={filter.state} set={(state) => set({ state: state ?? '' })} />}
      <span className={styles.save}>{children}</span>
    </div>
  );
}

type Answer = Awaited<ReturnType<typeof client.listServices>>;

function useServices(whole: boolean) {
  const [last, setLast] = useState<Answer>();
  const load = async () => {
    const answer = await client.listServices({ query: { strips: '1', limit: whole ? ALL : FOLDED } });
    setLast(answer);
    return answer;
  };
  const resource = useResource(load, {
    key: whole ? 'all services' : 'the worst services',
    everyMs: last && last.services.length > MANY ? MANY_MS : LIVE_MS,
    touchedBy: ({ services = [], kinds }) => services.length > 0 || kinds.includes('configuration'),
  });
  // Where few are known, what was asked for first is all of them already.
  const known = last && last.services.length === last.total ? last : undefined;
  return { ...resource, data: resource.data ?? known };
}

function ViewChoice({ view, set }: { view: View; set(view: View): void }) {
  return (
    <RadioButtonGroup<View>
      aria-label="How they are shown"
      value={view}
      options={[
        { value: 'list', label: 'List' },
        { value: 'grid', label: 'Grid' },
      ]}
      onChange={set}
    />
  );
}

interface ShownProps {
  services: readonly ServiceSummary[];
  total: number;
  /** Another choice is another list: what the pointer holds in its place is only what changes by itself. */
  chosen: string;
  /** So many are held back; absent: none, all are asked for. */
  folds?: number;
  past: boolean;
  view: View;
  showAll(): void;
  find(): void;
  clear(): void;
}

function Shown({ services, total, chosen, folds, past, view, showAll, find, clear }: ShownProps) {
  if (total === 0 && services.length === 0 && folds !== undefined) {
    return (
      <Card title="Services" quietTitle>
        <FirstRun />
      </Card>
    );
  }
  if (services.length === 0) {
    return (
      <Card title="Services" quietTitle>
        <Empty icon="search" title="None match">
          {total} {total === 1 ? 'is' : 'are'} there without the filters.{' '}
          <Button fill="text" size="sm" onClick={clear}>
            Clear the filters
          </Button>
        </Empty>
      </Card>
    );
  }
  const fold = folds !== undefined && folds > 0 && (
    <Button fill="text" size="sm" icon="angle-down" onClick={showAll}>
      {`${folds} ${services.some(({ state }) => state === 'healthy') ? 'healthy' : 'more'}`}
    </Button>
  );
  return view === 'grid' ? (
    <>
      <ServiceGrid services={services} />
      {fold}
    </>
  ) : (
    <ServiceList key={chosen} services={services} past={past} find={find} clear={clear}>
      {fold}
    </ServiceList>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    marginBottom: theme.spacing(2),
  }),
  find: css({ flex: '1 1 240px', maxWidth: 420 }),
  save: css({ marginLeft: 'auto' }),
});
