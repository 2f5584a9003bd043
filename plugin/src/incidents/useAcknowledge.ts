import { useCallback, useState } from 'react';
import type { Incident } from '@tocsin/api';
import { client } from '../api/client';
import { useLive } from '../api/LiveProvider';
import { useToast } from '../ui/Toast';

type Act = 'acknowledge' | 'handBack';

const requests: Readonly<Record<Act, (id: string) => Promise<Incident>>> = {
  acknowledge: (id) => client.acknowledgeIncident({ params: { id }, body: {} }),
  handBack: (id) => client.handBackIncident({ params: { id }, body: {} }),
};

const done: Readonly<Record<Act, (incident: Incident) => string>> = {
  acknowledge: ({ id }) => `You have ${id}. It is not told again until something changes.`,
  handBack: ({ id, next }) => `You handed ${id} back. Next: ${next}.`.replace('..', '.'),
};

const notDone: Readonly<Record<Act, (id: string) => string>> = {
  acknowledge: (id) => `${id} was not acknowledged`,
  handBack: (id) => `${id} was not handed back`,
};

/** Takes an incident or hands it back. A yes is said only once the service has said it. */
export function useAcknowledge() {
  const live = useLive();
  const toast = useToast();
  const [sending, setSending] = useState<string>();

  const act = useCallback(
    async function run(kind: Act, id: string, offerUndo: boolean): Promise<void> {
      setSending(id);
      try {
        const incident = await requests[kind](id);
        live.refresh();
        const undo = () => void run(kind === 'acknowledge' ? 'handBack' : 'acknowledge', id, false);
        toast({
          tone: 'done',
          text: done[kind](incident),
          ...(offerUndo ? { action: { word: 'Undo', run: undo } } : {}),
        });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        toast({
          tone: 'failed',
          text: `${notDone[kind](id)}: ${why}`,
          action: { word: 'Try again', run: () => void run(kind, id, offerUndo) },
        });
      } finally {
        setSending(undefined);
      }
    },
    [live, toast]
  );

  return {
    /** The incident on its way, so that its button can say so. */
    sending,
    acknowledge: useCallback((id: string) => void act('acknowledge', id, true), [act]),
    handBack: useCallback((id: string) => void act('handBack', id, true), [act]),
  };
}
