import type { Handlers } from './router.ts';
import { notYet } from './not-yet.ts';

export const dependenciesHandlers: Pick<Handlers, 'listDependencies' | 'getImpact'> = {
  listDependencies: (context) => notYet(context, 'listDependencies'),
  getImpact: (context) => notYet(context, 'getImpact'),
};
