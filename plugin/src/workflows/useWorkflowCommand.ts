import { useState } from 'react';
import type { WorkflowAction } from '@tocsin/api';
import { client } from '../api/client';
import { useLive } from '../api/LiveProvider';
import { useToast } from '../ui/Toast';

/** Asks whoever runs a workflow to do something with it, and says what came of it: done, refused, or nobody answered. */
export function useWorkflowCommand() {
  const live = useLive();
  const toast = useToast();
  const [asking, setAsking] = useState<string>();
  const ask = async (id: string, action: WorkflowAction) => {
    setAsking(id);
    try {
      const { phase, detail } = await client.commandWorkflow({ params: { id, action }, body: {} });
      toast({ tone: phase === 'done' ? 'done' : 'failed', text: detail });
    } catch (error) {
      toast({ tone: 'failed', text: `Not asked: ${error instanceof Error ? error.message : String(error)}` });
    } finally {
      setAsking(undefined);
      live.refresh();
    }
  };
  return { ask, asking };
}
