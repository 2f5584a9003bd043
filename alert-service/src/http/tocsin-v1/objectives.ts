import { HttpError } from '../errors.ts';
import type { Handlers } from './router.ts';

const noReport = (id: string): HttpError =>
  new HttpError(404, `There is no report ${id}`, {
    detail: 'A report is named by its period: 2026-10, 2026-W43 or 2026-Q4, which must have begun.',
  });

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
  listReports: ({ services: { promises } }) => ({
    reports: promises.reports.list().map(({ id, title, from, to, complete, sentence }) => ({
      ...{ id, title, from, to, complete, sentence },
    })),
  }),
  getReport({ services: { promises } }, { params: { id } }) {
    const report = promises.reports.get(id);
    if (!report) throw noReport(id);
    return report;
  },
  getReportText({ services: { promises } }, { params: { id }, query: { format = 'markdown' } }) {
    const text = promises.reports.text(id, format);
    if (!text) throw noReport(id);
    return text;
  },
  async sendReport({ services: { promises } }, { params: { id } }, { person }) {
    if (!promises.reports.get(id)) throw noReport(id);
    const detail = 'Name receivers that have email or Slack under `reports: receivers:` in tocsin.yml.';
    if (!(await promises.reports.send(id, person.name)))
      throw new HttpError(409, 'There is nobody whom reports are sent to', { detail });
    const report = promises.reports.get(id);
    if (!report) throw noReport(id);
    return report;
  },
};
