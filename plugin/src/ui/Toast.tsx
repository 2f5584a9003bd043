import { css } from '@emotion/css';
import React, { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, IconButton, Portal, useStyles2 } from '@grafana/ui';
import { useNow } from './useNow';

export interface Notice {
  readonly text: string;
  readonly tone: 'done' | 'failed';
  /** Its button, and what it does: Undo or Retry. */
  readonly action?: { readonly word: string; run(): void };
}

const ToastContext = createContext<(notice: Notice) => void>(() => undefined);
export const useToast = () => useContext(ToastContext);

const SHOWN_MS = 10_000;

interface Shown extends Notice {
  readonly until: number;
}

/** What was just done, in words with its effect, and ten seconds to take it back. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const [shown, setShown] = useState<Shown>();
  const show = useCallback((notice: Notice) => setShown({ ...notice, until: Date.now() + SHOWN_MS }), []);
  const close = useCallback(() => setShown(undefined), []);
  useEffect(() => {
    if (shown) {
      const timer = setTimeout(close, SHOWN_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [shown, close]);
  return (
    <ToastContext.Provider value={show}>
      {children}
      <Portal>
        <div role="status" aria-live="polite" className={styles.place}>
          {shown && <ToastBox key={shown.until} shown={shown} close={close} />}
        </div>
      </Portal>
    </ToastContext.Provider>
  );
}

function ToastBox({ shown, close }: { shown: Shown; close: () => void }) {
  const styles = useStyles2(getStyles);
  const { action, tone, text } = shown;
  return (
    <div className={styles.box}>
      <Icon
        name={tone === 'done' ? 'check' : 'exclamation-triangle'}
        className={tone === 'done' ? styles.done : styles.failed}
      />
      <span className={styles.text}>{text}</span>
      {action && (
        <Button
          fill="text"
          size="sm"
          onClick={() => {
            close();
            action.run();
          }}
        >
          {action.word}
          <Remaining until={shown.until} />
        </Button>
      )}
      <IconButton name="times" aria-label="Close" onClick={close} />
    </div>
  );
}

function Remaining({ until }: { until: number }) {
  const now = useNow();
  return (
    <span aria-hidden style={{ fontVariantNumeric: 'tabular-nums' }}>
      , {Math.max(0, Math.min(10, Math.ceil((until - now) / 1000)))} s
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  place: css({
    position: 'fixed',
    right: theme.spacing(3),
    bottom: theme.spacing(3),
    zIndex: theme.zIndex.portal,
    maxWidth: `calc(100vw - ${theme.spacing(4)})`,
    [theme.breakpoints.down('sm')]: { right: theme.spacing(2), left: theme.spacing(2), bottom: 96 },
  }),
  box: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1, 2),
    minHeight: 44,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.medium}`,
    boxShadow: theme.shadows.z3,
  }),
  text: css({ flex: 1 }),
  done: css({ color: theme.colors.success.text }),
  failed: css({ color: theme.colors.warning.text }),
});
