import React, { useCallback, useState } from 'react';
import { ConfirmModal } from '@grafana/ui';
import type { KeptRuleGroup } from '@tocsin/api';
import { client } from '../api/client';
import { useLive } from '../api/LiveProvider';
import { useToast } from '../ui/Toast';
import { rulesText } from './ruleWords';
import { useUndo } from './useUndo';

/** Deletes a group once it was confirmed; `dialog` is to stand somewhere in the page. */
export function useDeleteRuleGroup() {
  const live = useLive();
  const toast = useToast();
  const { goBack } = useUndo();
  const [asked, setAsked] = useState<KeptRuleGroup>();
  const remove = async (kept: KeptRuleGroup) => {
    setAsked(undefined);
    try {
      const now = await client.deleteRuleGroup({ params: { id: kept.id }, query: { version: String(kept.version) } });
      live.refresh();
      toast({
        tone: 'done',
        text: `${kept.group.name} is deleted: its alerts end, its history stays.`,
        action: { word: 'Undo', run: () => void goBack(now, kept.version) },
      });
    } catch (error) {
      toast({ tone: 'failed', text: `It stays: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
  return {
    ask: useCallback((kept: KeptRuleGroup) => setAsked(kept), []),
    dialog: asked && (
      <ConfirmModal
        isOpen
        title="Delete this rule group?"
        body={`${rulesText(asked.group.rules.length)} will not be evaluated any more, and what they have firing ends.`}
        description={`${asked.group.name}. Its history stays, and each version can be restored.`}
        confirmText="Delete it"
        onConfirm={() => remove(asked)}
        onDismiss={() => setAsked(undefined)}
      />
    ),
  };
}
