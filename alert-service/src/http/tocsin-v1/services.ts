import type { Handlers } from './router.ts';
import { notYet } from './not-yet.ts';

export const servicesHandlers: Pick<
  Handlers,
  'listServices' | 'getService' | 'getServiceHistory' | 'getServiceLogs'
> = {
  listServices: (context) => notYet(context, 'listServices'),
  getService: (context) => notYet(context, 'getService'),
  getServiceHistory: (context) => notYet(context, 'getServiceHistory'),
  getServiceLogs: (context) => notYet(context, 'getServiceLogs'),
};
