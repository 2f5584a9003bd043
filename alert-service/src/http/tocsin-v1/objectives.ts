import type { Handlers } from './router.ts';
import { notYet } from './not-yet.ts';

export const objectivesHandlers: Pick<
  Handlers,
  'listObjectives' | 'getObjective' | 'listReports' | 'getReport' | 'getReportText' | 'sendReport'
> = {
  listObjectives: (context) => notYet(context, 'listObjectives'),
  getObjective: (context) => notYet(context, 'getObjective'),
  listReports: (context) => notYet(context, 'listReports'),
  getReport: (context) => notYet(context, 'getReport'),
  getReportText: (context) => notYet(context, 'getReportText'),
  sendReport: (context) => notYet(context, 'sendReport'),
};
