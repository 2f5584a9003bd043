import { HttpError } from '../errors.ts';
import type { Handlers } from './router.ts';
import { notYet } from './not-yet.ts';

export const objectivesHandlers: Pick<
  Handlers,
  'listObjectives' | 'getObjective' | 'listReports' | 'getReport' | 'getReportText' | 'sendReport'
> = {
  listObjectives({ services: { promises }, clock }, { query: { service } }) {
    const all = promises.objectives();
    return {
      objectives: all.filter((each) => service === undefined || each.service === service),
      problems: [...promises.problems()],
      now: new Date(clock.now()).toISOString(),
    };
  },
  getObjective({ services: { promises } }, { params: { service, name } }) {
    const found = promises.objective(`${service}/${name}`);
    if (found) return found;
    const detail = 'Objectives stand under `objectives:` of a service in tocsin.yml.';
    throw new HttpError(404, `The service ${service} has no objective ${name}`, { detail });
  },
  listReports: (context) => notYet(context, 'listReports'),
  getReport: (context) => notYet(context, 'getReport'),
  getReportText: (context) => notYet(context, 'getReportText'),
  sendReport: (context) => notYet(context, 'sendReport'),
};
