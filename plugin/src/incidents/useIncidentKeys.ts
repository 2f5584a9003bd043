import { useEffect, useRef } from 'react';
import type { Incident } from '@tocsin/api';
import { useMayAct } from '../api/LiveProvider';
import type { useDialogs } from './useDialogs';
import { verbs } from './verbs';

type Dialogs = Pick<ReturnType<typeof useDialogs>, 'ask' | 'run'>;

/** a, e, s, r as in the list; w goes to "Why?", y copies the link. */
export function useIncidentKeys(incident: Incident | undefined, dialogs: Dialogs): void {
  const mayAct = useMayAct();
  const latest = useRef({ incident, dialogs, mayAct });
  useEffect(() => {
    latest.current = { incident, dialogs, mayAct };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { incident, dialogs, mayAct } = latest.current;
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
      if (incident && plain && press(event.key, { incident, ...dialogs, mayAct })) {
        event.preventDefault();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function press(
  key: string,
  { incident, ask, run, mayAct }: Dialogs & { incident: Incident; mayAct: boolean }
): boolean {
  const { id, status } = incident;
  const open = mayAct && status !== 'resolved';
  switch (key) {
    case 'w':
      document.getElementById('why')?.scrollIntoView?.({ block: 'center' });
      return true;
    case 'y':
      void navigator.clipboard?.writeText(window.location.href);
      return true;
    case 'a':
      if (open && status !== 'acknowledged') {
        void run(verbs.acknowledge(id));
      }
      return open;
    case 'e':
    case 's':
    case 'r':
      if (open) {
        ask(({ e: 'assign', s: 'snooze', r: 'resolve' } as const)[key], id);
      }
      return open;
    default:
      return false;
  }
}

/** A dialog over the page has the keyboard for itself. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role=dialog]') !== null);
