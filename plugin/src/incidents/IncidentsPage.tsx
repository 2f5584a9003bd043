import React, { useRef } from 'react';
import type { Incident } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { ExportMenu } from '../ui/export/ExportMenu';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { clockText } from '../ui/time';
import { Trouble } from '../ui/Trouble';
import { type IncidentFilter, isNarrowed, matching, noFilter, useIncidentFilter } from './incidentFilter';
import { IncidentFilters } from './IncidentFilters';
import { IncidentList } from './IncidentList';
import { incidentsTable } from './incidentsTable';
import { OpenByHand } from './OpenByHand';

const touched = ({ incidents, kinds }: { incidents: string[]; kinds: string[] }) =>
  incidents.length > 0 || kinds.includes('incident');

export function IncidentsPage() {
  const { filter, set } = useIncidentFilter();
  const all = filter.scope === 'all';
  const resource = useResource(() => client.listIncidents({ query: all ? { resolved: 'all' } : {} }), {
    key: all ? 'all incidents' : 'incidents',
    touchedBy: touched,
  });
  const { me } = useLiveState();
  const find = useRef<HTMLInputElement>(null);
  const incidents = resource.data?.incidents;
  const shown = incidents && matching(incidents, filter, me?.person.name);
  return (
    <Page
      name="Incidents"
      title="Incidents"
      subtitle={incidents && summary(incidents)}
      actions={<OpenByHand />}
      views={shown && <ExportMenu name="incidents" table={() => incidentsTable(shown)} />}
    >
      <Trouble resource={resource} what="The incidents" />
      {incidents && incidents.length > 0 && (
        <IncidentFilters incidents={incidents} filter={filter} set={set} findRef={find} />
      )}
      <Card title="Open, then those of the last 24 h" quietTitle>
        {!incidents && !resource.error && <Skeleton rows={5} rowHeight={50} />}
        {shown &&
          (shown.length > 0 ? (
            <IncidentList incidents={shown} of={incidents.length} all={all} find={() => find.current?.focus()} />
          ) : (
            <Nothing incidents={incidents} filter={filter} set={set} lastEndedAt={resource.data?.lastEndedAt} />
          ))}
      </Card>
    </Page>
  );
}

const isOpen = ({ status, origin }: Incident): boolean => status !== 'resolved' && origin?.kind !== 'test';

function summary(incidents: readonly Incident[]): string {
  const open = incidents.filter(isOpen);
  const unowned = open.filter(({ assignee, status }) => !assignee && status !== 'snoozed').length;
  if (open.length === 0) {
    return 'None is open.';
  }
  const need = unowned === 0 ? 'somebody has each' : unowned === 1 ? '1 needs someone' : `${unowned} need someone`;
  return `${open.length} open, ${need}. Worst first, unowned before owned.`;
}

interface NothingProps {
  incidents: readonly Incident[];
  filter: IncidentFilter;
  set(filter: IncidentFilter): void;
  lastEndedAt?: string;
}

function Nothing({ incidents, filter, set, lastEndedAt }: NothingProps) {
  if (isNarrowed(filter)) {
    const open = incidents.filter(isOpen).length;
    return (
      <Empty title="None match" icon="search">
        {open === 0
          ? 'None is open without the filters either. '
          : `${open} ${open === 1 ? 'is' : 'are'} open without the filters. `}
        <button type="button" onClick={() => set(noFilter)}>
          Clear
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No open incidents">
      {lastEndedAt
        ? `The last one ended at ${clockText(Date.parse(lastEndedAt))}. `
        : 'None ended in the last 24 h either. '}
      An incident opens when an alert of severity low or worse fires. <LinkTo to={paths.rules}>The rules</LinkTo> say
      what is watched.
    </Empty>
  );
}
