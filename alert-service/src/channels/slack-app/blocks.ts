import type { Notice } from '@tocsin/model';
import type { Facts } from '../facts.ts';
import { capped } from '#lib/plain-text';
import { linkWords, onlyAlertWords, oneSentence, overWords, sinceWords, titleWords } from '../sentences.ts';
import { colourOf } from '../slack/colours.ts';
import { bullets, code, escaped, escapedWithin, link } from '../slack/mrkdwn.ts';
import { actionsOf, type Buttons } from './buttons.ts';

export type Block = Readonly<Record<string, unknown>>;

export interface SlackPost {
  readonly attachments: readonly [
    { readonly color: string; readonly fallback: string; readonly blocks: readonly Block[] },
  ];
}

const longestHeader = 150;
const longestSection = 3000;
const longestField = 1900;

export interface Around {
  /** Only where somebody listens to what is pressed. */
  readonly buttons?: Buttons;
  /** Who is paged by this message: nothing else ever mentions anybody. */
  readonly mention?: string;
}

/** The incident's one message, as it is now. */
export const rootPost = (facts: Facts, around: Around = {}): SlackPost =>
  postOf(facts, [
    ...prefaceOf(facts, around.mention),
    ...(facts.state === 'resolved' ? resolvedBlocks(facts) : firingBlocks(facts, around.buttons)),
  ]);

/** What is said anew under it, shown in the channel too: short, since the first message says the rest. */
export function threadPost(facts: Facts, why: Notice['why']): SlackPost {
  const title = why === 'new-alerts' ? `More alerts: ${facts.headline}` : titleWords(facts);
  const still = why === 'repeat-interval' ? `Still firing. ` : '';
  return postOf(facts, [
    header(title),
    ...prefaceOf(facts),
    section(`${still}${readingWords(facts)}${sinceAndWho(facts)}`),
    ...(facts.alerts.shown.length > 0 ? [section(bullets(facts, longestSection))] : []),
    context(facts, 'as of'),
  ]);
}

/** What happened, below the first message and quiet: the channel does not see it until somebody looks. */
export const quietPost = (lines: readonly string[]): Block => ({
  text: capped(lines.map((line) => escapedWithin(line, 700)).join('\n'), longestSection),
});

/** Proves that a Slack user is who they say: they type it on their page. */
export const codePost = (code: string): Block => ({
  text: `Your code is *${escaped(code)}*. Type it on your page in Tocsin: then pages reach you here.`,
});

/** When Slack refuses the blocks: the same in one line, better than nothing. */
export const plainPost = (facts: Facts): Block => ({
  text: capped(escaped(oneSentence(facts)), 3000),
  attachments: [],
});

function postOf(facts: Facts, blocks: readonly Block[]): SlackPost {
  const fallback = escaped(oneSentence(facts));
  return {
    attachments: [{ color: colourOf(facts), fallback, blocks }],
  };
}

function prefaceOf({ preface }: Facts, mention?: string): Block[] {
  const words = preface === undefined ? '' : escapedWithin(preface, longestSection - 40);
  const text = [mention === undefined ? '' : `<@${mention}>`, words].filter(Boolean).join(' ');
  return text === '' ? [] : [section(text)];
}

/** Two lines: it is over, what it was, how long. */
const resolvedBlocks = (facts: Facts): Block[] => [
  section(`*Resolved:* ${link(facts.links.main, facts.headline)}`),
  {
    type: 'context',
    elements: [
      mrkdwn(
        escaped(
          [...(facts.incident ? [facts.incident] : []), ...facts.where.slice(0, 1), overWords(facts)].join(
            ' · ',
          ),
        ),
      ),
    ],
  },
];

function firingBlocks(facts: Facts, buttons: Buttons | undefined): Block[] {
  const only = onlyAlertWords(facts);
  return [
    header(titleWords(facts)),
    section(`${readingWords(facts)}${sinceAndWho(facts)}`),
    ...(facts.description ? [section(escapedWithin(facts.description, longestSection))] : []),
    {
      type: 'section',
      fields: fieldsOf(facts).map(([title, text]) => mrkdwn(`*${title}*\n${text}`)),
    },
    ...(only ? [] : [section(bullets(facts, longestSection))]),
    (buttons && actionsOf(buttons)) ?? { type: 'actions', elements: [openButton(facts)] },
    context(facts, 'updated'),
  ];
}

const readingWords = ({ reading }: Facts): string =>
  reading ? `*${reading.value}*${reading.limit ? `, limit ${reading.limit}` : ''}. ` : '';

const sinceAndWho = (facts: Facts): string =>
  `${escaped(sinceWords(facts)).replace(escaped(facts.since), `*${escaped(facts.since)}*`)} ${escaped(facts.who ?? '')}`.trim();

function fieldsOf(facts: Facts): [title: string, text: string][] {
  const only = onlyAlertWords(facts);
  const fields: [string, string | undefined][] = [
    ['Next', escapedWithin(facts.next, longestField)],
    ['So far', facts.soFar && escapedWithin(facts.soFar, longestField)],
    ['What changed', facts.changed && escapedWithin(facts.changed, longestField)],
    ['Evidence', facts.evidence && escapedWithin(facts.evidence, longestField)],
    ['Where', facts.where.map(code).join(' ')],
    ['Alert', only && `${code(only.name)}${only.on ? ` on ${escaped(only.on)}` : ''}`],
  ];
  return fields.flatMap(([title, text]) => (text ? [[title, text]] : []));
}

/** Acknowledging happens on the page: a link must not do it, previews open links. */
function openButton({ links, incident, state, digest }: Facts): Block {
  const it = digest ? 'the alerts' : 'the alert';
  const label = state === 'triggered' && incident ? 'Open to acknowledge' : `Open ${incident ?? it}`;
  return {
    type: 'button',
    action_id: 'open',
    text: { type: 'plain_text', text: capped(label, 75), emoji: false },
    url: links.main,
    ...(state === 'triggered' && incident ? { style: 'primary' } : {}),
  };
}

function context(facts: Facts, timeWord: 'as of' | 'updated'): Block {
  const parts = [
    ...(facts.incident && facts.links.incident ? [link(facts.links.incident, facts.incident)] : []),
    escaped(facts.count),
    ...linkWords(facts).map(({ text, url }) => link(url, text)),
    `${timeWord} ${escaped(facts.asOf)}`,
  ];
  return { type: 'context', elements: [mrkdwn(withinSection(parts))] };
}

/** Long links are left out whole rather than cut. */
function withinSection(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) {
    const more = text === '' ? part : `${text} · ${part}`;
    if (more.length <= longestSection) text = more;
  }
  return text;
}

const header = (text: string): Block => ({
  type: 'header',
  text: { type: 'plain_text', text: capped(text, longestHeader), emoji: false },
});

const section = (text: string): Block => ({ type: 'section', text: mrkdwn(text) });

/** Verbatim: Slack must not make mentions, channels or links of what stands in values. */
const mrkdwn = (text: string): Block => ({ type: 'mrkdwn', text, verbatim: true });
