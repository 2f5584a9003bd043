import { useCallback, useState } from 'react';
import { useLive } from '../api/LiveProvider';
import { useToast } from '../ui/Toast';
import type { Verb } from './verbs';

/** Does something with an incident. A yes is said only once the service has said it, and can be taken back for 10 s. */
export function useVerb() {
  const live = useLive();
  const toast = useToast();
  const [sending, setSending] = useState<string>();
  const run = useCallback(
    async function go(verb: Verb): Promise<boolean> {
      setSending(verb.id);
      try {
        const incident = await verb.send();
        live.refresh();
        const { undo } = verb;
        toast({
          tone: 'done',
          text: verb.done(incident),
          ...(undo && { action: { word: 'Undo', run: () => void go(undo) } }),
        });
        return true;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        toast({
          tone: 'failed',
          text: `${verb.notDone}: ${why}`,
          action: { word: 'Try again', run: () => void go(verb) },
        });
        return false;
      } finally {
        setSending(undefined);
      }
    },
    [live, toast]
  );
  return {
    /** The incident on its way, so that its button can say so. */
    sending,
    run,
  };
}
