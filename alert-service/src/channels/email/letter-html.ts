import type { LinkWord } from '../sentences.ts';
import type { Letter } from './letter.ts';
import { html, type Markup } from './markup.ts';
import { darkStyles, type Palette, paletteOf } from './palette.ts';

const font = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const ink = `${font};color:#1c1d22`;
const faint = `${font};color:#5a5e6b`;

/**
 * 600 px, tables, inline styles and nothing to download: works with images off and in clients that know no CSS.
 * Classes only serve the dark styles of clients that have them.
 */
export function letterHtml(letter: Letter): string {
  const palette = paletteOf(letter.facts);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${letter.title}</title>
        <style>
          ${darkStyles(palette)}
        </style>
      </head>
      <body class="page" style="margin:0;padding:0;background-color:#f0f1f5;-webkit-text-size-adjust:100%">
        <div style="display:none;max-height:0;overflow:hidden">${preview(letter)}</div>
        <table
          role="presentation"
          class="page"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border="0"
          style="background-color:#f0f1f5"
        >
          <tr>
            <td align="center" style="padding:16px 8px">${card(letter, palette)}</td>
          </tr>
        </table>
      </body>
    </html> `;
  return page.markup;
}

const card = (letter: Letter, palette: Palette): Markup =>
  html`<table
    role="presentation"
    class="card"
    width="600"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dcdee5;border-collapse:separate"
  >
    <tr>
      <td height="6" style="height:6px;line-height:6px;font-size:0;background-color:${palette.bar}">
        &nbsp;
      </td>
    </tr>
    <tr>
      <td class="pad" style="padding:24px 28px 20px">
        ${head(letter, palette)} ${figures(letter, palette)} ${actions(letter)}
        ${letter.fault === undefined ? undefined : fault(letter.fault)} ${rows(letter)}
      </td>
    </tr>
    <tr>
      <td class="foot pad" style="padding:16px 28px;background-color:#f7f8fa;border-top:1px solid #dcdee5">
        <p class="faint" style="margin:0;${faint};font-size:12px;line-height:18px">
          ${letter.because}<br />${letter.asOf} A mail does not change;
          <a class="link" href="${letter.open.url}" style="color:#0b4fb3;text-decoration:none">the page</a>
          does.
        </p>
      </td>
    </tr>
  </table>`;

/** What a list of mails shows beside the subject. */
const preview = ({ facts }: Letter): string =>
  [facts.reading?.both, facts.who, facts.state === 'resolved' ? undefined : facts.next]
    .filter(Boolean)
    .join(' · ');

const head = ({ state, facts, title }: Letter, palette: Palette): Markup =>
  html`<p class="faint" style="margin:0;${faint};font-size:14px;line-height:20px">
      <strong class="severity" style="color:${palette.text}">${state}</strong
      >${[...(facts.incident ? [facts.incident] : []), ...(facts.where.length > 0 ? [facts.where.slice(0, 3).join(', ')] : [])].map((part) => ` · ${part}`)}
    </p>
    <h1
      class="ink"
      dir="auto"
      style="margin:8px 0 0;${ink};font-size:24px;line-height:30px;font-weight:600;overflow-wrap:anywhere;word-break:break-word"
    >
      ${title}
    </h1>`;

const figures = ({ figures: all }: Letter, palette: Palette): Markup =>
  html`<table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="margin-top:20px"
  >
    <tr>
      ${all.map(
        ({ label, value, bad }) =>
          html`<td valign="top" width="${Math.floor(100 / all.length)}%" style="padding-right:12px">
            <p class="faint" style="margin:0;${faint};font-size:13px;line-height:18px">${label}</p>
            <p
              class="${bad ? 'severity' : 'ink'} figure"
              style="margin:2px 0 0;${font};color:${bad ? palette.text : '#1c1d22'};font-size:${value.length > 16 ? 17 : 24}px;line-height:30px;font-weight:600"
            >
              ${withSmallZone(value)}
            </p>
          </td>`,
      )}
    </tr>
  </table>`;

/** `03:05` large and `CEST` small beside it. */
function withSmallZone(value: string): Markup {
  const { time, zone } = /^(?<time>.*\d\d:\d\d) (?<zone>\S+)$/u.exec(value)?.groups ?? {};
  if (!time || !zone) return html`${value}`;
  return html`${time} <span style="font-size:13px;font-weight:400;white-space:nowrap">${zone}</span>`;
}

/** Of a page: one to press, large; what else can be done beside and below it. */
function actions({ open, answers: [first, ...others] }: Letter): Markup {
  if (!first) return button(open);
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">
      <tr>
        <td>${button(first)}</td>
        <td style="padding-left:12px">${outlined(open)}</td>
      </tr>
    </table>
    ${moreAnswers(others)}`;
}

const button = (open: LinkWord): Markup =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin-top:24px">
    <tr>
      <td bgcolor="#1f5fd0" style="background-color:#1f5fd0;border-radius:4px">
        <a
          href="${open.url}"
          style="display:inline-block;padding:13px 24px;${font};font-size:16px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none"
          >${open.text}</a
        >
      </td>
    </tr>
  </table>`;

const outlined = ({ text, url }: LinkWord): Markup =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin-top:24px">
    <tr>
      <td class="line" style="border:1px solid #dcdee5;border-radius:4px">
        <a
          class="link"
          href="${url}"
          style="display:inline-block;padding:12px;${font};font-size:15px;line-height:20px;font-weight:600;color:#0b4fb3;text-decoration:none;white-space:nowrap"
          >${text}</a
        >
      </td>
    </tr>
  </table>`;

const moreAnswers = (answers: readonly LinkWord[]): Markup | undefined =>
  answers.length === 0
    ? undefined
    : html`<p class="faint" style="margin:14px 0 0;${faint};font-size:15px;line-height:24px">
        ${linked(answers)}
      </p>`;

const fault = (text: string): Markup =>
  html`<p class="faint" style="margin:20px 0 0;${faint};font-size:13px;line-height:18px">${text}</p>`;

const rows = (letter: Letter): Markup =>
  html`<table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="margin-top:24px"
  >
    ${letter.rows.map(({ label, text }) => row(label, broken(text)))}
    ${row('Alerts', html`${letter.facts.count}${letter.list.map((line) => html`<br /><span class="faint" style="color:#5a5e6b">${line}</span>`)}`)}
    ${row('Links', linked(letter.links))}
  </table>`;

const row = (label: string, value: Markup): Markup =>
  html`<tr>
    <td
      class="line faint"
      valign="top"
      width="26%"
      style="padding:11px 12px 11px 0;border-top:1px solid #e4e6ec;${faint};font-size:14px;line-height:20px"
    >
      ${label}
    </td>
    <td
      class="line ink"
      valign="top"
      dir="auto"
      style="padding:11px 0;border-top:1px solid #e4e6ec;${ink};font-size:15px;line-height:21px;overflow-wrap:anywhere;word-break:break-word"
    >
      ${value}
    </td>
  </tr>`;

const broken = (text: string): Markup =>
  html`${text.split('\n').map((line, index) => (index === 0 ? line : html`<br />${line}`))}`;

const linked = (links: readonly LinkWord[]): Markup =>
  html`${links.map(({ text, url }, index) => html`${index > 0 ? html`&nbsp;· ` : undefined}<a class="link" href="${url}" style="color:#0b4fb3;text-decoration:none;white-space:nowrap">${text}</a>`)}`;
