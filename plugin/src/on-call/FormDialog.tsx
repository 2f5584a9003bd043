import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, Modal, useStyles2 } from '@grafana/ui';

interface Props {
  title: string;
  /** The button says its effect. */
  does: string;
  ready: boolean;
  sending: boolean;
  /** Why it was refused, where no field says it. */
  refused?: string;
  close(): void;
  send(): void;
  children: ReactNode;
}

/** Stays open until the service has said yes: what was refused is said here. */
export function FormDialog({ title, does, ready, sending, refused, close, send, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <Modal isOpen title={title} onDismiss={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !sending) {
            send();
          }
        }}
      >
        <div className={styles.fields}>{children}</div>
        <Refused words={refused} />
        <Modal.ButtonRow>
          <Button variant="secondary" fill="outline" onClick={close} type="button">
            Cancel
          </Button>
          <Button type="submit" disabled={!ready || sending}>
            {sending ? 'Sending…' : does}
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}

export function Refused({ words }: { words?: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div role="alert">
      {words && (
        <p className={styles.refused}>
          <Icon name="exclamation-triangle" size="sm" /> Not kept: {words}
        </p>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  /** Room for the ring around what has the focus. */
  fields: css({ padding: theme.spacing(0, 0.5, 0.5) }),
  refused: css({ color: theme.colors.error.text, margin: theme.spacing(2, 0, 0), overflowWrap: 'anywhere' }),
});
