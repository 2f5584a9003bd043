import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ApiError, type FieldProblem, type KeptRuleGroup, type WrittenRuleGroup } from '@tocsin/api';
import { NoAnswer } from '../../api/carry';
import { client } from '../../api/client';
import { useLive } from '../../api/LiveProvider';
import { paths } from '../../app/paths';
import { useToast } from '../../ui/Toast';
import { groupStands, useUndo } from '../useUndo';

export interface Refusal {
  readonly words: string;
  readonly errors: readonly FieldProblem[];
  /** Somebody else changed it meanwhile. */
  readonly conflict: boolean;
  /** What was refused: of anything else it says nothing. */
  readonly group: WrittenRuleGroup;
}

interface Wanted {
  readonly group: WrittenRuleGroup;
  readonly comment: string;
  /** The version to put it in place of; without one it is new. */
  readonly before?: Pick<KeptRuleGroup, 'id' | 'version'>;
}

/** Chosen here, so that what may have arrived can be sent again and is made once. */
const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Keeps the group, says its effect, and lets it be taken back for ten seconds. */
export function useSaveRuleGroup(saved: () => void) {
  const live = useLive();
  const toast = useToast();
  const navigate = useNavigate();
  const { goBack, remove } = useUndo();
  const [id] = useState(newId);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();

  const save = async ({ group, comment, before }: Wanted) => {
    setSending(true);
    setRefusal(undefined);
    const why = comment.trim() === '' ? {} : { comment: comment.trim() };
    try {
      const kept = before
        ? await client.replaceRuleGroup({ params: { id: before.id }, body: { version: before.version, group, ...why } })
        : await client.createRuleGroup({ body: { id, group, ...why } });
      saved();
      live.refresh();
      const undo = () => (before ? goBack(kept, before.version) : remove(kept));
      const changed = kept.version !== before?.version;
      toast({
        tone: 'done',
        text: changed ? groupStands(kept, before ? 'is changed' : 'stands') : `${group.name} was so already.`,
        ...(changed ? { action: { word: 'Undo', run: () => void undo() } } : {}),
      });
      navigate(paths.ruleGroup(kept.id));
    } catch (error) {
      const refused = { ...refusalOf(error), group };
      if (refused.conflict) {
        live.refresh();
      }
      setRefusal(refused);
      setSending(false);
    }
  };
  return { save: (wanted: Wanted) => void save(wanted), sending, refusal };
}

function refusalOf(error: unknown): Omit<Refusal, 'group'> {
  if (error instanceof ApiError) {
    const errors = error.problem?.errors ?? [];
    const conflict = error.status === 409 && errors.some(({ path }) => path[0] === 'version');
    return { words: error.message, errors: errors.filter(({ path }) => path[0] === 'group'), conflict };
  }
  const words = error instanceof Error ? error.message : String(error);
  return {
    words:
      error instanceof NoAnswer ? `${words}: whether it was kept is not known. Send it again: it counts once.` : words,
    errors: [],
    conflict: false,
  };
}
