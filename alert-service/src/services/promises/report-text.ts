import type { Report } from '@tocsin/api';
import { spokenDuration } from '@tocsin/model';
import { digitsFor, percentWords, shareWords } from './words.ts';

const stateWords = { kept: 'kept', 'at-risk': 'at risk', broken: 'broken', 'no-data': 'not known' } as const;

type Promised = Report['services'][number]['objectives'][number];

export const attainedWords = ({ attained, target }: Promised): string =>
  attained === undefined ? 'not known' : percentWords(attained, digitsFor(target));

export const budgetLeft = ({ budgetRemaining }: Promised): string =>
  budgetRemaining === undefined ? '' : shareWords(budgetRemaining).replace('-', '−');

export const uptimeWords = ({ uptime }: Report['services'][number]): string =>
  uptime === undefined ? 'not known' : `${uptime} %`;

export const downWords = (seconds: number): string => (seconds === 0 ? '' : spokenDuration(seconds * 1000));

/** A name cannot end a cell, begin a link or be markup. */
const cell = (text: string): string =>
  text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>|#~]/g, (sign) => `\\${sign}`);

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map(() => '---')),
  ...rows.map(row),
];

export function reportMarkdown(report: Report): string {
  const promises = report.services.flatMap((service) =>
    service.objectives.map((each) => [
      ...[cell(service.service), cell(each.name), each.type.toUpperCase(), `${each.target} %`],
      ...[attainedWords(each), budgetLeft(each), stateWords[each.state]],
    ]),
  );
  const services = report.services.map((service) => [
    ...[
      cell(service.service),
      cell(service.owner ?? ''),
      uptimeWords(service),
      downWords(service.downSeconds),
    ],
    ...[String(service.incidents), cell(service.uptimeArithmetic)],
  ]);
  const incidents = report.incidents.map((each) => [
    ...[cell(each.id), cell(each.title), cell(each.severity), each.openedAt, each.resolvedAt ?? 'open'],
    cell(each.services.join(', ')),
  ]);
  return [
    `# ${cell(report.title)}`,
    '',
    report.sentence,
    '',
    `From ${report.from} to ${report.to}${report.complete ? '' : ', still running'}.`,
    ...section('Promises', ['Service', 'Promise', 'Kind', 'Target', 'Attained', 'Budget left', ''], promises),
    ...section('Services', ['Service', 'Owner', 'Uptime', 'Failing for', 'Incidents', 'Uptime is'], services),
    ...section('Incidents', ['Incident', 'Title', 'Severity', 'Opened', 'Resolved', 'Services'], incidents),
    '',
  ].join('\n');
}

const section = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => ['', `## ${title}`, '', ...(rows.length > 0 ? table(head, rows) : ['None.'])];

/** A spreadsheet takes what begins so for a formula: an apostrophe says that it is text. */
const plain = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csvText = (text: string): string => quoted(plain(text));
const csvNumber = (value: number | undefined): string => (value === undefined ? '' : String(value));

/** One line for each promise, and one for each service without any. RFC 4180. */
export function reportCsv(report: Report): string {
  const head =
    'period,service,owner,uptime_percent,failing_seconds,incidents,promise,kind,target_percent,attained_percent,budget_left,state';
  const lines = report.services.flatMap((service) => {
    const { owner = '', uptime, downSeconds, incidents, objectives } = service;
    const of = [csvText(report.id), csvText(service.service), csvText(owner), csvNumber(uptime)];
    const counts = [csvNumber(downSeconds), csvNumber(incidents)];
    const promised = objectives.map((each) => [
      ...[csvText(each.name), each.type, csvNumber(each.target), csvNumber(each.attained)],
      ...[csvNumber(each.budgetRemaining), each.state],
    ]);
    const rows = promised.length > 0 ? promised : [['', '', '', '', '', '']];
    return rows.map((rest) => [...of, ...counts, ...rest].join(','));
  });
  return [head, ...lines, ''].join('\r\n');
}

/** The same as tables, for a mail. */
export const reportTables = (report: Report) => [
  {
    title: 'Promises',
    head: ['Service', 'Promise', 'Target', 'Attained', 'Budget left', ''],
    rows: report.services.flatMap(({ service, objectives }) =>
      objectives.map((each) => [
        ...[service, each.name, `${each.target} %`, attainedWords(each), budgetLeft(each)],
        stateWords[each.state],
      ]),
    ),
  },
  {
    title: 'Services',
    head: ['Service', 'Uptime', 'Failing for', 'Incidents'],
    rows: report.services.map((each) => [
      ...[each.service, uptimeWords(each), downWords(each.downSeconds), String(each.incidents)],
    ]),
  },
];

const worst = ['broken', 'at-risk', 'no-data', 'kept'];

/** A line for each promise, the worst first. */
export const reportLines = (report: Report): readonly string[] =>
  report.services
    .flatMap(({ service, objectives }) => objectives.map((each) => ({ service, each })))
    .sort((a, b) => worst.indexOf(a.each.state) - worst.indexOf(b.each.state))
    .map(
      ({ service, each }) =>
        `${service}: ${each.name} ${stateWords[each.state]}, ${attainedWords(each)} of ${each.target} %`,
    );
