import type { Report } from '@tocsin/api';
import type { ReportSettings } from '#config/reports-config';
import { type Period, periodAt, periodBefore, periodOfId } from '#core/promises/period';
import type { State } from '#core/state';
import type { Catalogue } from '#services/catalogue/catalogue';
import { listedObjectives } from './listed.ts';
import { type Reporting, reportOf } from './report.ts';
import { reportCsv, reportMarkdown } from './report-text.ts';
import type { PromiseWatch } from './watch.ts';
import type { ServiceSettings } from '#config/services/settings';

/** Reports of periods of the calendar, made when they are asked for. */
export interface Reports {
  /** The newest first, the running one included; as far back as anything is known. */
  list(): readonly Report[];
  /** Undefined: there is no such period, or it has not begun. */
  get(id: string): Report | undefined;
  text(id: string, format: 'markdown' | 'csv'): ReportText | undefined;
}

export interface ReportText {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

export interface ReportParts {
  readonly state: () => State;
  readonly now: () => number;
  readonly settings: () => ReportSettings;
  readonly services: () => readonly ServiceSettings[];
  readonly catalogue: Catalogue;
  readonly watch: Pick<PromiseWatch, 'within'>;
}

const mostListed = 24;

export function createReports(parts: ReportParts): Reports {
  const get = (id: string): Report | undefined => {
    const { timeZone } = parts.settings();
    const period = periodOfId(id, timeZone);
    return period && period.from <= parts.now() ? reportOf(reportingOf(parts, period)) : undefined;
  };
  return {
    list: () => periodsOf(parts).map((period) => reportOf(reportingOf(parts, period))),
    get,
    text(id, format) {
      const report = get(id);
      if (!report) return undefined;
      return format === 'csv'
        ? { name: `tocsin-report-${id}.csv`, type: 'text/csv', text: reportCsv(report) }
        : { name: `tocsin-report-${id}.md`, type: 'text/markdown', text: reportMarkdown(report) };
    },
  };
}

function periodsOf({ now, settings, state }: ReportParts): readonly Period[] {
  const { period: kind, timeZone } = settings();
  const oldest = oldestOf(state());
  const periods = [periodAt(kind, now(), timeZone)];
  for (let last = periods[0]; last && last.from > oldest && periods.length < mostListed;) {
    last = periodBefore(kind, last, timeZone);
    periods.push(last);
  }
  return periods;
}

/** When the first of all that a report tells of was. */
function oldestOf({ objectiveDays, healthDays, incidents }: State): number {
  let oldest = Infinity;
  for (const { day } of objectiveDays.values()) oldest = Math.min(oldest, Date.parse(day));
  for (const { day } of healthDays.values()) oldest = Math.min(oldest, Date.parse(day));
  for (const { openedAt } of incidents.values()) oldest = Math.min(oldest, openedAt);
  return oldest;
}

function reportingOf(parts: ReportParts, period: Period): Reporting {
  const { catalogue, watch } = parts;
  const settings = parts.services();
  const known = catalogue.services();
  const names = new Set(known.map(({ name }) => name));
  return {
    ...{ state: parts.state(), now: parts.now(), period, listed: listedObjectives(settings) },
    services: [
      ...known,
      ...settings.filter(({ name }) => !names.has(name)).map((each) => ({ ...each, described: true })),
    ],
    within: (listed, span) => watch.within(listed, span),
  };
}
