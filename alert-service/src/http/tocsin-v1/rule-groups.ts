import { HttpError } from '../errors.ts';
import type { Handlers } from './router.ts';

const notYet = (): never => {
  throw new HttpError(501, 'Rule groups cannot be made here yet', { detail: 'Write them into a rule file.' });
};

type Handled =
  | 'listRuleGroups'
  | 'exportRuleGroups'
  | 'checkRuleGroup'
  | 'createRuleGroup'
  | 'getRuleGroup'
  | 'getRuleGroupHistory'
  | 'replaceRuleGroup'
  | 'restoreRuleGroup'
  | 'deleteRuleGroup';

export const ruleGroupHandlers: Pick<Handlers, Handled> = {
  listRuleGroups: () => ({ groups: [] }),
  exportRuleGroups: notYet,
  checkRuleGroup: notYet,
  createRuleGroup: notYet,
  getRuleGroup: notYet,
  getRuleGroupHistory: notYet,
  replaceRuleGroup: notYet,
  restoreRuleGroup: notYet,
  deleteRuleGroup: notYet,
};
