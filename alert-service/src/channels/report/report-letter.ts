import { html, type Markup } from '../email/markup.ts';
import { escaped, link } from '../slack/mrkdwn.ts';
import type { ReportLetter } from './send-report.ts';

/** What a report says, before it is a mail or a message. */
export interface ReportWords {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  /** Where it can be read whole. */
  readonly url: string;
  readonly tables: readonly {
    readonly title: string;
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  }[];
  /** The worst first: what a message of a few lines says. */
  readonly lines: readonly string[];
  readonly markdown: string;
  readonly csv: string;
}

const mostLines = 10;

export function reportLetter(words: ReportWords): ReportLetter {
  const { id, title, sentence, url, lines, markdown, csv } = words;
  const more = lines.length > mostLines ? [`and ${lines.length - mostLines} more`] : [];
  return {
    id,
    subject: `${title}: ${sentence}`,
    text: `${markdown}\nThe whole report: ${url}\n`,
    html: page(words).markup,
    slack: [
      `*${escaped(title)}*`,
      escaped(sentence),
      ...lines.slice(0, mostLines).map((line) => `• ${escaped(line)}`),
      ...more,
      link(url, 'The whole report'),
    ].join('\n'),
    attachment: { name: `tocsin-report-${id}.csv`, text: csv },
  };
}

const font = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const cellStyle = 'padding:6px 12px 6px 0;text-align:left;border-bottom:1px solid #d0d0d0;vertical-align:top';

const page = ({ title, sentence, url, tables }: ReportWords): Markup =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
      </head>
      <body style="margin:0;padding:24px 20px;${font};font-size:14px;line-height:20px">
        <h1 style="margin:0;font-size:22px;line-height:28px">${title}</h1>
        <p style="margin:8px 0 0;font-size:16px;line-height:24px">${sentence}</p>
        ${tables.map(tableOf)}
        <p style="margin:24px 0 0"><a href="${url}">The whole report</a></p>
      </body>
    </html>`;

const tableOf = ({ title, head, rows }: ReportWords['tables'][number]): Markup =>
  html`<h2 style="margin:24px 0 8px;font-size:16px;line-height:22px">${title}</h2>
    ${
      rows.length === 0
        ? html`<p style="margin:0">None.</p>`
        : html`<table role="presentation" style="border-collapse:collapse;font-size:14px">
            <tr>
              ${head.map((each) => html`<th style="${cellStyle}">${each}</th>`)}
            </tr>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${row.map((each) => html`<td style="${cellStyle}">${each}</td>`)}
                </tr>`,
            )}
          </table>`
    } `;
