import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button, Checkbox, Modal } from '@grafana/ui';
import type { KeptPerson } from '@tocsin/api';
import { client } from '../../api/client';
import { paths } from '../../app/paths';
import { Refused } from '../FormDialog';
import { useChange } from '../useChange';

/** Where others refer to them, that is said first; whoever wants it all the same says so. */
export function DeletePerson({ person: { id, version, value } }: { person: KeptPerson }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [force, setForce] = useState(false);
  const { run, sending, refusal } = useChange();
  const remove = () =>
    run({
      send: () =>
        client.deletePerson({
          params: { id },
          query: { version: String(version), ...(force && { force: '1' as const }) },
        }),
      done: () => `${value.name} is not told any more. What is under way to them still arrives.`,
      after: () => navigate(paths.people),
    });
  return (
    <>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        Delete
      </Button>
      {open && (
        <Modal isOpen title={`Delete ${value.name}?`} onDismiss={() => setOpen(false)}>
          <p>Nobody is told in their place. What is under way to them still arrives.</p>
          <Refused words={refusal?.words} />
          {refusal && (
            <Checkbox
              label="All the same: last resorts take their place"
              value={force}
              onChange={({ currentTarget }) => setForce(currentTarget.checked)}
            />
          )}
          <Modal.ButtonRow>
            <Button variant="secondary" fill="outline" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button variant="destructive" disabled={sending} onClick={() => void remove()}>
              Delete {value.name}
            </Button>
          </Modal.ButtonRow>
        </Modal>
      )}
    </>
  );
}
