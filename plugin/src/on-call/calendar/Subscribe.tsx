import React, { useState } from 'react';
import { Button, ClipboardButton, Input, Modal } from '@grafana/ui';
import { client } from '../../api/client';
import { useResource } from '../../api/useResource';

/** The calendar for a phone: its address is its key. */
export function Subscribe({ id, name }: { id: string; name: string }) {
  const [open, setOpen] = useState(false);
  const { data } = useResource(() => client.getSchedule({ params: { id } }), {
    key: `schedule ${id}`,
    touchedBy: () => false,
  });
  return data?.calendar === undefined ? null : (
    <>
      <Button variant="secondary" icon="calendar-alt" onClick={() => setOpen(true)}>
        Subscribe
      </Button>
      {open && (
        <CalendarAddress title={`${name} in your calendar`} address={data.calendar} close={() => setOpen(false)} />
      )}
    </>
  );
}

interface Props {
  title: string;
  address: string;
  close(): void;
}

export function CalendarAddress({ title, address, close }: Props) {
  return (
    <Modal isOpen title={title} onDismiss={close}>
      <p>
        Give this address to your calendar (&quot;subscribe by address&quot;). It is read anew by itself. Who has the
        address can read it: keep it as you keep a key.
      </p>
      <Input aria-label="Address of the calendar" readOnly value={address} onFocus={(e) => e.currentTarget.select()} />
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={close}>
          Close
        </Button>
        <ClipboardButton icon="copy" getText={() => address}>
          Copy the address
        </ClipboardButton>
      </Modal.ButtonRow>
    </Modal>
  );
}
