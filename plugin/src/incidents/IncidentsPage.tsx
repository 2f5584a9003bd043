import React, { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Incident } from '@tocsin/api';
import { client } from '../api/client';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { KeyHints } from '../ui/KeyHints';
import { LinkTo } from '../ui/LinkTo';
import { NewsLine } from '../ui/NewsLine';
import { Page } from '../ui/Page';
import { RowTable } from '../ui/RowTable';
import { Skeleton } from '../ui/Skeleton';
import { Trouble } from '../ui/Trouble';
import { useHeld } from '../ui/useHeld';
import { useListKeys } from '../ui/useListKeys';
import { useMedium, useNarrow } from '../ui/useNarrow';
import { useSteadyRows } from '../ui/useSteadyRows';
import { incidentColumns, incidentKey, lookOf } from './incidentColumns';
import { useAcknowledge } from './useAcknowledge';

const touched = ({ incidents, kinds }: { incidents: string[]; kinds: string[] }) =>
  incidents.length > 0 || kinds.includes('incident');

export function IncidentsPage() {
  const resource = useResource(() => client.listIncidents({}), { key: 'incidents', touchedBy: touched });
  const incidents = resource.data?.incidents;
  return (
    <Page name="Incidents" title="Incidents" subtitle={incidents && summary(incidents)}>
      <Trouble resource={resource} what="The incidents" />
      <Card title="Open, then those of the last 24 h" quietTitle>
        {!incidents && !resource.error && <Skeleton rows={5} rowHeight={50} />}
        {incidents && (incidents.length > 0 ? <IncidentList incidents={incidents} /> : <NoIncidents />)}
      </Card>
      {incidents && incidents.length > 0 && <KeyHints />}
    </Page>
  );
}

function summary(incidents: readonly Incident[]): string {
  const open = incidents.filter(({ status }) => status !== 'resolved');
  const unowned = open.filter(({ assignee }) => !assignee).length;
  if (open.length === 0) {
    return 'None is open.';
  }
  const need = unowned === 0 ? 'somebody has each' : unowned === 1 ? '1 needs someone' : `${unowned} need someone`;
  return `${open.length} open, ${need}. Worst first, unowned before owned.`;
}

function IncidentList({ incidents }: { incidents: readonly Incident[] }) {
  const narrow = useNarrow();
  const medium = useMedium();
  const navigate = useNavigate();
  const mayAct = useMayAct();
  const { connected } = useLiveState();
  const { acknowledge } = useAcknowledge();
  const { held, handlers } = useHeld();
  const { rows, waiting, takeIn } = useSteadyRows(incidents, incidentKey, held);
  const open = useCallback((id: string) => navigate(paths.incident(id)), [navigate]);
  const cursor = useListKeys({
    keys: rows.map(incidentKey),
    open,
    takeNews: takeIn,
    acknowledge: (id) => {
      if (mayAct && rows.some((row) => row.id === id && row.status === 'triggered')) {
        acknowledge(id);
      }
    },
  });
  const columns = useMemo(() => incidentColumns({ narrow, medium, past: !connected }), [narrow, medium, connected]);
  return (
    <div {...handlers}>
      <NewsLine waiting={waiting} takeIn={takeIn}>
        Open, then those that ended in the last 24 h
      </NewsLine>
      <RowTable
        label="Incidents"
        rows={rows}
        columns={columns}
        rowHeight={narrow ? 60 : 50}
        keyOf={incidentKey}
        open={({ id }) => open(id)}
        look={lookOf(rows, !connected)}
        cursor={cursor}
        hideHead={narrow}
      />
    </div>
  );
}

const NoIncidents = () => (
  <Empty title="No open incidents">
    None ended in the last 24 h either. An incident opens when an alert of severity low or worse fires.{' '}
    <LinkTo to={paths.rules}>The rules</LinkTo> say what is watched.
  </Empty>
);
