import { css } from '@emotion/css';
import { AppEvents, BusEventWithPayload, type GrafanaTheme2 } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { Alert, type AlertVariant, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { headerHeight } from './measures.ts';

interface Toast {
  readonly id: number;
  readonly severity: AlertVariant;
  readonly title: string;
  readonly detail: string;
}

const kinds = [
  { event: named(AppEvents.alertSuccess.name), severity: 'success' },
  { event: named(AppEvents.alertInfo.name), severity: 'info' },
  { event: named(AppEvents.alertWarning.name), severity: 'warning' },
  { event: named(AppEvents.alertError.name), severity: 'error' },
] as const;

/** Grafana tells these by name only; its bus wants a class to listen for. */
function named(name: string) {
  return class Told extends BusEventWithPayload<unknown> {
    static type = name;
  };
}

const shownMs = 6000;
let lastId = 0;

/** What a plugin tells through Grafana's app events. */
export function Toasts() {
  const styles = useStyles2(toastStyles);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const remove = (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id));
  useEffect(() => {
    const events = getAppEvents();
    const subscriptions = kinds.map(({ event, severity }) =>
      events.getStream(event).subscribe(({ payload }) => {
        const [title = '', detail = ''] = Array.isArray(payload) ? payload.map(String) : [String(payload)];
        const id = ++lastId;
        setToasts((all) => [...all, { id, severity, title, detail }]);
        setTimeout(() => remove(id), shownMs);
      }),
    );
    return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
  }, []);
  return (
    <div className={styles.stack} role="status">
      {toasts.map(({ id, severity, title, detail }) => (
        <Alert key={id} severity={severity} title={title} elevated onRemove={() => remove(id)}>
          {detail}
        </Alert>
      ))}
    </div>
  );
}

const toastStyles = (theme: GrafanaTheme2) => ({
  stack: css({
    maxWidth: 'calc(100vw - 32px)',
    position: 'fixed',
    right: theme.spacing(2),
    top: headerHeight + 12,
    width: 400,
    zIndex: theme.zIndex.portal,
  }),
});
