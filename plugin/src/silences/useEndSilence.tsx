import React, { useCallback, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ConfirmModal } from '@grafana/ui';
import type { Silence } from '@tocsin/api';
import { client } from '../api/client';
import { useLive } from '../api/LiveProvider';
import { paths } from '../app/paths';
import { useToast } from '../ui/Toast';
import { alertsText } from './counts';

/** Ends a silence once it was confirmed; `dialog` is to stand somewhere in the page. */
export function useEndSilence() {
  const live = useLive();
  const toast = useToast();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Silence>();

  const end = async (silence: Silence) => {
    setAsked(undefined);
    try {
      await client.endSilence({ params: { id: silence.id } });
      live.refresh();
      toast({
        tone: 'done',
        text: 'The silence has ended.',
        action: { word: 'Make it again', run: () => navigate(paths.newSilence(silence.text)) },
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      toast({
        tone: 'failed',
        text: `The silence goes on: ${why}`,
        action: { word: 'Try again', run: () => void end(silence) },
      });
    }
  };
  return {
    ask: useCallback((silence: Silence) => setAsked(silence), []),
    dialog: asked && (
      <ConfirmModal
        isOpen
        title="End this silence?"
        body={effectWords(asked)}
        description={asked.text}
        confirmText="End it"
        onConfirm={() => end(asked)}
        onDismiss={() => setAsked(undefined)}
      />
    ),
  };
}

function effectWords({ hidesNow, state }: Silence): string {
  if (state === 'pending') {
    return 'It has not begun: it will hide nothing.';
  }
  if (hidesNow === 0) {
    return 'It hides nothing now.';
  }
  const them = hidesNow === 1 ? 'it is told' : 'they are told';
  return `It hides ${alertsText(hidesNow)} now. If nothing else hides ${hidesNow === 1 ? 'it' : 'them'}, ${them} with the next message of ${hidesNow === 1 ? 'its' : 'their'} group.`;
}
