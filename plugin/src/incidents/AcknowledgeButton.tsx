import React from 'react';
import { Button } from '@grafana/ui';
import { useMayAct } from '../api/LiveProvider';
import { useAcknowledge } from './useAcknowledge';

interface Props {
  id: string;
  owned: boolean;
  /** "Acknowledge INC-1" where the page speaks of several. */
  named?: boolean;
}

/** The page's one primary button while nobody has the incident; afterwards a quiet way back. */
export function AcknowledgeButton({ id, owned, named = false }: Props) {
  const mayAct = useMayAct();
  const { sending, acknowledge, handBack } = useAcknowledge();
  if (!mayAct) {
    return null;
  }
  if (owned) {
    return (
      <Button variant="secondary" icon="corner-up-left" disabled={sending === id} onClick={() => handBack(id)}>
        {sending === id ? 'Sending…' : 'Hand back'}
      </Button>
    );
  }
  return (
    <Button icon="check" disabled={sending === id} onClick={() => acknowledge(id)}>
      {sending === id ? 'Sending…' : named ? `Acknowledge ${id}` : 'Acknowledge'}
    </Button>
  );
}
