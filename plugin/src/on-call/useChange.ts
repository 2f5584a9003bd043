import { useState } from 'react';
import { useLive } from '../api/LiveProvider';
import { useToast } from '../ui/Toast';
import { type Refusal, refusalOf } from './problems';

interface Change<T> {
  send(): Promise<T>;
  done(answer: T): string;
  /** Takes it back. */
  undo?(answer: T): Promise<unknown>;
  after?(answer: T): void;
}

/** Changes something of on call: says its effect, lets it be taken back, and keeps what was refused for the form to say. */
export function useChange() {
  const live = useLive();
  const toast = useToast();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();

  const takeBack = async (undo: () => Promise<unknown>) => {
    try {
      await undo();
      live.refresh();
      toast({ tone: 'done', text: 'It is as it was before.' });
    } catch (error) {
      toast({ tone: 'failed', text: `It was not taken back: ${refusalOf(error).words}` });
    }
  };

  const run = async <T>({ send, done, undo, after }: Change<T>): Promise<boolean> => {
    setSending(true);
    setRefusal(undefined);
    try {
      const answer = await send();
      live.refresh();
      toast({
        tone: 'done',
        text: done(answer),
        ...(undo && { action: { word: 'Undo', run: () => void takeBack(() => undo(answer)) } }),
      });
      after?.(answer);
      return true;
    } catch (error) {
      setRefusal(refusalOf(error));
      return false;
    } finally {
      setSending(false);
    }
  };
  return { run, sending, refusal };
}
