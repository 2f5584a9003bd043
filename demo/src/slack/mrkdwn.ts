import { personById } from './people.ts';
import { escapeHtml, html, type Html, safeLink, trusted } from '../page/html.ts';

const emoji: Record<string, string> = {
  bell: '🔔',
  fire: '🔥',
  green_circle: '🟢',
  large_blue_circle: '🔵',
  large_green_circle: '🟢',
  large_orange_circle: '🟠',
  large_red_circle: '🔴',
  large_yellow_circle: '🟡',
  red_circle: '🔴',
  rotating_light: '🚨',
  warning: '⚠️',
  white_check_mark: '✅',
};

const mark = '\u0000';

const decode = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const escaped = (text: string): string => escapeHtml(decode(text));

function special(inside: string): string {
  const [target = '', label] = inside.split('|', 2);
  const words = escaped(label ?? target);
  if (/^[@#!]/.test(target)) return `<span class="mention">${escaped(mentionOf(target, label))}</span>`;
  const link = safeLink(decode(target));
  return link === undefined
    ? escaped(`<${inside}>`)
    : html`<a href="${link}" rel="noreferrer">${trusted(words)}</a>`.text;
}

function mentionOf(target: string, label: string | undefined): string {
  if (target.startsWith('!date^')) return label ?? target;
  const person = personById(target.slice(1));
  if (person) return `@${person.name}`;
  return label ?? target.replace(/^!(subteam\^)?/, '@');
}

/** Quoted lines become one quotation, other lines end in a break. */
function lines(text: string): string {
  return text
    .replace(/(^|\n)(&gt; ?[^\n]*(?:\n&gt; ?[^\n]*)*)/g, (_all, before: string, quoted: string) => {
      return `${before}<blockquote>${quoted.replace(/^&gt; ?/gm, '')}</blockquote>`;
    })
    .replace(/\n?(<\/?blockquote>)\n?/g, '$1')
    .replaceAll('\n', '<br>');
}

const around = (sign: string): RegExp =>
  new RegExp(`(^|[^\\w${sign}])\\${sign}(\\S(?:[^\\n${sign}]*\\S)?)\\${sign}(?![\\w${sign}])`, 'g');

/** Slack's mrkdwn as HTML: code and <links> are set aside first, the rest is escaped and then marked up. */
export function mrkdwn(source: string): Html {
  const aside: string[] = [];
  const keep = (piece: string): string => `${mark}${aside.push(piece) - 1}${mark}`;
  const prepared = source
    .replaceAll(mark, '')
    .replace(/```\n?([\s\S]+?)\n?```/g, (_all, code: string) => keep(`<pre>${escaped(code)}</pre>`))
    .replace(/`([^`\n]+)`/g, (_all, code: string) => keep(`<code>${escaped(code)}</code>`))
    .replace(/<([^<>\n]+)>/g, (_all, inside: string) => keep(special(inside)));
  const marked = lines(
    escaped(prepared)
      .replace(around('*'), '$1<b>$2</b>')
      .replace(around('_'), '$1<i>$2</i>')
      .replace(around('~'), '$1<s>$2</s>')
      .replace(/:([a-z_]+):/g, (all, name: string) => emoji[name] ?? all),
  );
  return trusted(
    marked.replace(
      new RegExp(`${mark}(\\d+)${mark}`, 'g'),
      (_all, index: string) => aside[Number(index)] ?? '',
    ),
  );
}

export const emojiOf = (icon: string | undefined): string | undefined =>
  emoji[icon?.replaceAll(':', '') ?? ''];
