import { useEffect, useRef, useState } from 'react';

interface Options {
  /** Keys of the rows as they stand on the screen. */
  readonly keys: readonly string[];
  open(key: string): void;
  acknowledge?(key: string): void;
  /** `.` takes the new rows in. */
  takeNews?(): void;
  /** Further letters that do something with the row under the cursor. */
  readonly verbs?: Readonly<Record<string, (key: string) => void>>;
  /** `Esc`. */
  clear?(): void;
  /** `/` goes to the filter. */
  find?(): void;
}

/** j and k move, Enter opens, a acknowledges, other letters as the list says. The cursor is a row, not a place: it stays with it when rows move. */
export function useListKeys(options: Options): string | undefined {
  const [cursor, setCursor] = useState<string>();
  const latest = useRef({ options, cursor });
  useEffect(() => {
    latest.current = { options, cursor };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
        return;
      }
      const { options, cursor } = latest.current;
      const handled = press(event, { ...options, cursor, setCursor });
      if (handled) {
        event.preventDefault();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return cursor;
}

type Press = Options & { readonly cursor: string | undefined; setCursor(key: string): void };

function press(event: KeyboardEvent, list: Press): boolean {
  const at = list.cursor === undefined ? -1 : list.keys.indexOf(list.cursor);
  const current = list.keys[at];
  switch (event.key) {
    case 'j':
    case 'k': {
      const next = list.keys[at === -1 ? 0 : at + (event.key === 'j' ? 1 : -1)];
      if (next !== undefined) {
        list.setCursor(next);
      }
      return true;
    }
    case 'Enter':
      if (current === undefined || isControl(event.target)) {
        return false;
      }
      list.open(current);
      return true;
    case 'a':
      if (current !== undefined) {
        list.acknowledge?.(current);
      }
      return current !== undefined;
    case '.':
      list.takeNews?.();
      return list.takeNews !== undefined;
    case '/':
      list.find?.();
      return list.find !== undefined;
    case 'Escape':
      list.clear?.();
      return list.clear !== undefined;
    default: {
      const verb = list.verbs?.[event.key];
      if (verb && current !== undefined) {
        verb(current);
      }
      return verb !== undefined && current !== undefined;
    }
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Enter on a link or a button already does something of its own. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && /^(A|BUTTON)$/.test(target.tagName);
