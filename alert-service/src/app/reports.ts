import { readFile } from 'node:fs/promises';
import cron from 'node-cron';
import type { Message, Outcome } from '#channels/channel';
import { reportLetter } from '#channels/report/report-letter';
import { carriesReports, type ReportLetter, sendReport } from '#channels/report/send-report';
import { createSafeFetch } from '#channels/safe-fetch';
import type { Report } from '@tocsin/api';
import { createReports, type Reports } from '#services/promises/reports';
import { createReportSender, type Plan, type ReportSender } from '#services/promises/report-sender';
import { reportCsv, reportLines, reportMarkdown, reportTables } from '#services/promises/report-text';
import type { PromiseWatch } from '#services/promises/watch';
import type { Catalogue } from '#services/catalogue/catalogue';
import { until } from '#lib/clock';
import type { Foundation } from './parts.ts';

export interface Reporting {
  readonly reports: Reports;
  readonly sender: ReportSender;
}

/** What is reported, and to whom it goes. */
export function createReporting(
  foundation: Foundation,
  watch: PromiseWatch,
  catalogue: Catalogue,
): Reporting {
  const { engine, inForce, parts } = foundation;
  const { clock, log } = parts;
  const settings = () => inForce.current().configuration.tocsin.reports;
  const reports = createReports({
    ...{ settings, catalogue, watch },
    state: () => engine.state(),
    now: () => clock.now(),
    services: () => inForce.current().configuration.tocsin.services.services,
  });
  const fetch = createSafeFetch({ trust: 'operator', clock });
  const sender = createReportSender({
    ...{ engine, clock, log, settings, plan: byCron },
    ways: (receivers) =>
      [...inForce.current().senders].flatMap(([way, integration]) =>
        receivers.some((name) => way.startsWith(`${name}/`)) && carriesReports(integration) ? [way] : [],
      ),
    async send(way, id) {
      const report = reports.get(id);
      if (!report) return { ok: false, error: 'there is no such period' };
      return attempt(foundation, fetch, { way, letter: letterOf(report, foundation) });
    },
  });
  const { loop } = sender;
  const stop = async (): Promise<void> => {
    await loop.stop();
    fetch.close();
  };
  return { reports, sender: { ...sender, loop: { ...loop, stop } } };
}

/** The edge to node-cron. */
const byCron: Plan = (expression, timezone, run) => {
  const task = cron.schedule(expression, run, { timezone });
  return { next: () => task.getNextRun()?.getTime(), stop: () => void task.stop() };
};

const letterOf = (report: Report, { where }: Foundation): ReportLetter =>
  reportLetter({
    ...{ id: report.id, title: report.title, sentence: report.sentence },
    url: `${where.externalUrl}/a/tocsin-tocsin-app/reports/${report.id}`,
    tables: reportTables(report),
    lines: reportLines(report),
    markdown: reportMarkdown(report),
    csv: reportCsv(report),
  });

interface Attempt {
  readonly way: string;
  readonly letter: ReportLetter;
}

const attemptMs = 30_000;

async function attempt(
  foundation: Foundation,
  fetch: ReturnType<typeof createSafeFetch>,
  { way, letter }: Attempt,
): Promise<{ readonly ok: boolean; readonly error?: string }> {
  const { inForce, parts } = foundation;
  const { clock, log, version } = parts;
  const { senders, expand } = inForce.current();
  const integration = senders.get(way);
  if (!integration) return { ok: false, error: `${way} is no longer configured` };
  const deadline = new AbortController();
  const over = new AbortController();
  until(clock, clock.now() + attemptMs, over.signal).then(
    () => deadline.abort(new DOMException('the attempt took too long', 'TimeoutError')),
    () => undefined,
  );
  const edge = {
    ...{ fetch, clock, signal: deadline.signal, version, expand, log: log.with({ integration: way }) },
    readFile: (file: string) => readFile(file, 'utf8'),
  };
  const about = aboutReport(foundation, way, letter.id);
  try {
    return outcomeOf(await sendReport(integration, { letter, about, edge }));
  } finally {
    over.abort();
  }
}

const outcomeOf = (outcome: Outcome): { readonly ok: boolean; readonly error?: string } =>
  outcome.kind === 'done' ? { ok: true } : { ok: false, error: outcome.error };

/** Addresses may be templates: this is what they know of a report. */
function aboutReport({ parts, where }: Foundation, way: string, id: string): Message {
  const now = parts.clock.now();
  const [receiver = '', integration = ''] = way.split('/');
  const notice = {
    ...{ id: `report-${id}`, why: 'first' as const, at: now, group: 'tocsin-report', groupLabels: {} },
    ...{ receiver, integration, firing: [], resolved: [] },
  };
  return { notice, externalUrl: where.externalUrl, routeLabels: {}, now };
}
