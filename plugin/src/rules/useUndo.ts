import type { KeptRuleGroup } from '@tocsin/api';
import { client } from '../api/client';
import { useLive } from '../api/LiveProvider';
import { useToast } from '../ui/Toast';
import { rulesText } from './ruleWords';

/** "checkout stands: 2 rules." */
export const groupStands = ({ group, problem }: KeptRuleGroup, how: string): string =>
  problem === undefined
    ? `${group.name} ${how}: ${rulesText(group.rules.length)}.`
    : `${group.name} is kept, and not evaluated: ${problem}`;

/** Takes back what was just done, as one more version. */
export function useUndo() {
  const live = useLive();
  const toast = useToast();
  const attempt = async (what: string, act: () => Promise<unknown>) => {
    try {
      await act();
      live.refresh();
      toast({ tone: 'done', text: what });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      toast({ tone: 'failed', text: `It stays as it is: ${why}` });
    }
  };
  return {
    /** To an older version. */
    goBack: ({ id, version }: KeptRuleGroup, restore: number) =>
      attempt(`Version ${restore} is in force again.`, () =>
        client.restoreRuleGroup({ params: { id }, body: { version, restore } })
      ),
    remove: ({ id, version }: KeptRuleGroup) =>
      attempt('The group is deleted again.', () =>
        client.deleteRuleGroup({ params: { id }, query: { version: String(version) } })
      ),
  };
}
