import { css, cx } from '@emotion/css';
import React, { useEffect, useId, useRef, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2 } from '@grafana/ui';

interface Props {
  text: string;
  /** The whole text stands above instead of below, where another one may open below. */
  above?: boolean;
  className?: string;
}

interface Place {
  readonly left: number;
  readonly top: number;
}

/** One line, cut where its cell ends. Where it is cut, the pointer or the keyboard on its row shows the whole. */
export function Clipped({ text, above = false, className }: Props) {
  const styles = useStyles2(getStyles);
  const element = useRef<HTMLSpanElement>(null);
  const id = useId();
  const [place, setPlace] = useState<Place>();
  useEffect(() => {
    const line = element.current;
    if (!line) {
      return undefined;
    }
    const show = () => setPlace(isCut(line) ? placeOf(line, above) : undefined);
    const hide = () => setPlace(undefined);
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && hide();
    const row = line.closest('[role=row]') ?? line;
    const listening = new AbortController();
    const { signal } = listening;
    line.addEventListener('pointerenter', show, { signal });
    line.addEventListener('pointerleave', hide, { signal });
    row.addEventListener('focusin', show, { signal });
    row.addEventListener('focusout', hide, { signal });
    // What scrolls away leaves nothing behind.
    window.addEventListener('scroll', hide, { signal, capture: true, passive: true });
    window.addEventListener('keydown', onKey, { signal });
    return () => listening.abort();
  }, [above]);
  return (
    <>
      <span ref={element} className={cx(styles.line, className)} aria-describedby={place && id}>
        {text}
      </span>
      {place && (
        <Portal>
          <div id={id} role="tooltip" className={cx(styles.whole, above && styles.above)} style={place}>
            {text}
          </div>
        </Portal>
      )}
    </>
  );
}

const isCut = ({ scrollWidth, clientWidth }: HTMLElement): boolean => scrollWidth > clientWidth;

function placeOf(line: HTMLElement, above: boolean): Place {
  const { left, top, bottom } = line.getBoundingClientRect();
  return { left: Math.max(8, Math.min(left, window.innerWidth - WIDTH - 8)), top: above ? top - 4 : bottom + 4 };
}

const WIDTH = 360;

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'block', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  whole: css({
    position: 'fixed',
    zIndex: theme.zIndex.tooltip,
    maxWidth: `min(${WIDTH}px, calc(100vw - 16px))`,
    padding: theme.spacing(0.5, 1),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    boxShadow: theme.shadows.z2,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
    pointerEvents: 'none',
  }),
  above: css({ transform: 'translateY(-100%)' }),
});
