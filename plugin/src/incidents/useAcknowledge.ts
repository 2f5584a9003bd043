import { useCallback } from 'react';
import { useVerb } from './useVerb';
import { verbs } from './verbs';

/** Takes an incident or hands it back. */
export function useAcknowledge() {
  const { sending, run } = useVerb();
  return {
    /** The incident on its way, so that its button can say so. */
    sending,
    acknowledge: useCallback((id: string) => void run(verbs.acknowledge(id)), [run]),
    handBack: useCallback((id: string) => void run(verbs.handBack(id)), [run]),
  };
}
