import { secondWords } from '@tocsin/model';
import type { Message } from '../channel.ts';
import type { Facts } from '../facts.ts';
import { oneLine } from '#lib/plain-text';
import { linkWords, type LinkWord, listWords, titleWords } from '../sentences.ts';

/** What the mail says, before it is HTML or text: both say the same. */
export interface Letter {
  readonly facts: Facts;
  readonly title: string;
  /** `High, triggered` */
  readonly state: string;
  /** Said large, side by side. */
  readonly figures: readonly { readonly label: string; readonly value: string; readonly bad?: boolean }[];
  readonly rows: readonly { readonly label: string; readonly text: string }[];
  readonly list: readonly string[];
  /** Of a page: each opens a page that asks once more. The first one is the one to press. */
  readonly answers: readonly LinkWord[];
  readonly open: LinkWord;
  readonly links: readonly LinkWord[];
  readonly because: string;
  readonly asOf: string;
  /** A template of the user's failed: said where its text would have been. */
  readonly fault?: string;
}

export function letterOf(
  message: Message,
  { facts, fault }: { facts: Facts; fault?: string | undefined },
): Letter {
  const resolved = facts.state === 'resolved';
  const answers = answersOf(message, facts);
  return {
    facts,
    title: facts.headline,
    state: resolved ? 'Resolved' : `${facts.severityWord}, ${facts.state}`,
    figures: figuresOf(facts),
    rows: rowsOf(facts),
    list: listWords(facts),
    answers,
    open: { text: openText(facts, answers.length > 0), url: facts.links.main },
    links: [...linkWords(facts), { text: 'All alerts', url: facts.links.alerts }],
    because: becauseOf(message),
    asOf: `State as of ${secondWords(message.now, message.timeZone ?? 'UTC')}.`,
    ...(fault === undefined
      ? {}
      : { fault: `A template of this receiver fails, so this is the built-in text: ${fault}` }),
  };
}

/** What can be done with it as it is. A link alone does nothing: its page has the button. */
function answersOf({ answers }: Message, { state, digest }: Facts): readonly LinkWord[] {
  if (!answers || digest || state === 'resolved') return [];
  const { acknowledge, resolve, snooze, awake } = answers;
  const more = [
    { text: 'Resolve', url: resolve },
    { text: 'Snooze for 1 h', url: snooze },
  ];
  return state === 'acknowledged'
    ? more
    : [{ text: 'Acknowledge', url: acknowledge }, ...more, { text: 'I am awake', url: awake }];
}

function becauseOf({ notice: { receiver, insteadOf, page } }: Message): string {
  const name = oneLine(receiver, 100);
  if (page?.person !== undefined)
    return `You get this because this address is a contact method of ${oneLine(page.person, 80)} in Tocsin.`;
  if (page) return `You get this because an escalation tells the receiver ${name}.`;
  return insteadOf
    ? `You get this because the receiver ${name} is the fallback of another.`
    : `You get this because a route sends these alerts to the receiver ${name}.`;
}

function figuresOf({ reading, state, since, lasted, until }: Facts): Letter['figures'] {
  if (state === 'resolved') {
    return [
      { label: 'Lasted', value: lasted },
      { label: 'From', value: since },
      { label: 'Until', value: until ?? '' },
    ];
  }
  if (!reading) return [{ label: 'Since', value: since }];
  const limit = reading.limit === undefined ? [] : [{ label: 'Limit', value: reading.limit }];
  return [{ label: 'Now', value: reading.value, bad: true }, ...limit, { label: 'Since', value: since }];
}

function rowsOf(facts: Facts): Letter['rows'] {
  const over = facts.state === 'resolved';
  const rows: [string, string | undefined][] = [
    ['Why here', facts.preface],
    [over ? 'Who had it' : 'Who has it', facts.who && (facts.holder ?? (over ? 'Nobody.' : 'Nobody yet.'))],
    ['What is next', over ? undefined : facts.next],
    ['So far', facts.soFar],
    ['What changed', facts.changed],
    ['Evidence', facts.evidence],
    ['Where', facts.where.join(', ')],
    ['About', over ? undefined : facts.description],
  ];
  return rows.flatMap(([label, text]) => (text ? [{ label, text }] : []));
}

/** Link scanners open every link in a mail, so none acknowledges: the page does, by its button. */
const openText = ({ state, incident, digest }: Facts, answerable: boolean): string =>
  digest
    ? 'Open the alerts'
    : state === 'triggered' && incident && !answerable
      ? `Open ${incident} to acknowledge`
      : `Open ${incident ?? 'the alert'}`;

export function letterText(letter: Letter): string {
  const { facts } = letter;
  const paragraphs = [
    titleWords(facts),
    letter.fault,
    letter.figures.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    letter.rows.map(({ label, text }) => `${label}: ${text.replaceAll('\n', '\n  ')}`).join('\n'),
    [`Alerts: ${facts.count}`, ...letter.list.map((line) => `- ${line}`)].join('\n'),
    [...letter.answers, letter.open, ...letter.links].map(({ text, url }) => `${text}: ${url}`).join('\n'),
    `${letter.because}\n${letter.asOf} A mail does not change; the page does.`,
  ];
  return paragraphs.filter(Boolean).join('\n\n').replaceAll('\u00a0', ' ') + '\n';
}
