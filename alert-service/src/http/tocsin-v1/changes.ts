import type { Handlers } from './router.ts';
import { notYet } from './not-yet.ts';

export const changesHandlers: Pick<Handlers, 'tellChange' | 'listChanges'> = {
  tellChange: (context) => notYet(context, 'tellChange'),
  listChanges: (context) => notYet(context, 'listChanges'),
};
