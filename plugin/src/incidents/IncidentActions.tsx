import React from 'react';
import { useNavigate } from 'react-router-dom';
import { Button, Dropdown, Menu } from '@grafana/ui';
import type { IncidentDetail } from '@tocsin/api';
import { useMayAct } from '../api/LiveProvider';
import { paths } from '../app/paths';
import { labelsAsMatchers } from '../silences/draft';
import { useNarrow } from '../ui/useNarrow';
import type { useDialogs } from './useDialogs';
import { verbs } from './verbs';

interface Props {
  incident: IncidentDetail;
  dialogs: Pick<ReturnType<typeof useDialogs>, 'ask' | 'run' | 'sending'>;
}

/** One primary: take it while nobody has it, end it once somebody has. A phone has room for two beside the menu. */
export function IncidentActions({ incident, dialogs: { ask, run, sending } }: Props) {
  const mayAct = useMayAct();
  const narrow = useNarrow();
  const { id, status } = incident;
  if (!mayAct) {
    return null;
  }
  if (status === 'resolved') {
    return incident.mergedInto ? null : (
      <Button variant="secondary" icon="history" disabled={sending === id} onClick={() => void run(verbs.reopen(id))}>
        Reopen
      </Button>
    );
  }
  const owned = status === 'acknowledged';
  return (
    <>
      {!narrow && (
        <Button variant="secondary" icon="user" onClick={() => ask('assign', id)}>
          Assign
        </Button>
      )}
      {status === 'snoozed' ? (
        <Button variant="secondary" icon="bell" disabled={sending === id} onClick={() => void run(verbs.wake(id))}>
          Wake
        </Button>
      ) : (
        <Button variant="secondary" icon="pause" onClick={() => ask('snooze', id)}>
          Snooze
        </Button>
      )}
      {!narrow && owned && (
        <Button
          variant="secondary"
          icon="corner-up-left"
          disabled={sending === id}
          onClick={() => void run(verbs.handBack(id))}
        >
          {sending === id ? 'Sending…' : 'Hand back'}
        </Button>
      )}
      {!narrow && !owned && (
        <Button variant="secondary" icon="check-circle" onClick={() => ask('resolve', id)}>
          Resolve
        </Button>
      )}
      <More incident={incident} ask={ask} run={run} narrow={narrow} />
      {owned ? (
        <Button icon="check-circle" onClick={() => ask('resolve', id)}>
          Resolve
        </Button>
      ) : (
        <Button icon="check" disabled={sending === id} onClick={() => void run(verbs.acknowledge(id))}>
          {sending === id ? 'Sending…' : 'Acknowledge'}
        </Button>
      )}
    </>
  );
}

type MoreProps = Pick<Props['dialogs'], 'ask' | 'run'> & { incident: IncidentDetail; narrow: boolean };

function More({ incident, ask, run, narrow }: MoreProps) {
  const navigate = useNavigate();
  const { id, status, ladder, declared } = incident;
  const labels = Object.keys(incident.groupLabels).length > 0 ? incident.groupLabels : incident.labels;
  return (
    <Dropdown
      placement="bottom-end"
      overlay={
        <Menu>
          {narrow && <Menu.Item label="Assign…" icon="user" onClick={() => ask('assign', id)} />}
          {narrow && status === 'acknowledged' && (
            <Menu.Item label="Hand back" icon="corner-up-left" onClick={() => void run(verbs.handBack(id))} />
          )}
          {narrow && status !== 'acknowledged' && (
            <Menu.Item label="Resolve…" icon="check-circle" onClick={() => ask('resolve', id)} />
          )}
          {ladder?.status === 'running' && (
            <Menu.Item label="Page the next step now" icon="arrow-up" onClick={() => void run(verbs.pageNext(id))} />
          )}
          <Menu.Item label="Page somebody…" icon="mobile-android" onClick={() => ask('page', id)} />
          <Menu.Item label="Add a note…" icon="edit" onClick={() => ask('note', id)} />
          <Menu.Item
            label="Silence…"
            icon="bell-slash"
            onClick={() => navigate(paths.newSilence(labelsAsMatchers(labels)))}
          />
          <Menu.Divider />
          {marks({ incident, run })}
          <Menu.Item label="Merge into…" icon="corner-down-right-alt" onClick={() => ask('merge', id)} />
          <Menu.Item label="Link an incident…" icon="link" onClick={() => ask('relate', id)} />
          {!declared && (
            <Menu.Item label="Declare publicly" icon="record-audio" onClick={() => void run(verbs.declare(id))} />
          )}
        </Menu>
      }
    >
      <Button variant="secondary" icon="ellipsis-v" aria-label="More" tooltip="More" />
    </Dropdown>
  );
}

const priorities = ['P1', 'P2', 'P3', 'P4', 'P5'] as const;
const severities = ['critical', 'high', 'medium', 'low'] as const;

/** Items, not a component: a menu walks over its own children by the keyboard. */
const marks = ({ incident: { id, priority, severity }, run }: Pick<MoreProps, 'incident' | 'run'>) => [
  <Menu.Item
    key="priority"
    label={`Priority${priority ? `: ${priority}` : ''}`}
    childItems={[
      ...priorities.map((each) => (
        <Menu.Item
          key={each}
          label={each}
          active={each === priority}
          onClick={() => void run(verbs.prioritize(id, each))}
        />
      )),
      <Menu.Item key="none" label="None" onClick={() => void run(verbs.prioritize(id, null))} />,
    ]}
  />,
  <Menu.Item
    key="severity"
    label="Severity"
    childItems={severities.map((each) => (
      <Menu.Item
        key={each}
        label={each}
        active={each === severity}
        onClick={() => void run(verbs.setSeverity(id, each))}
      />
    ))}
  />,
];
