import { secondWords } from '@tocsin/model';
import type { Message } from '../channel.ts';
import type { Facts } from '../facts.ts';
import { oneLine } from '../plain-text.ts';
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
  return {
    facts,
    title: facts.headline,
    state: resolved ? 'Resolved' : `${facts.severityWord}, ${facts.state}`,
    figures: figuresOf(facts),
    rows: rowsOf(facts),
    list: listWords(facts),
    open: { text: openText(facts), url: facts.links.main },
    links: [...linkWords(facts), { text: 'All alerts', url: facts.links.alerts }],
    because: becauseOf(message),
    asOf: `State as of ${secondWords(message.now, message.timeZone ?? 'UTC')}.`,
    ...(fault === undefined
      ? {}
      : { fault: `A template of this receiver fails, so this is the built-in text: ${fault}` }),
  };
}

function becauseOf({ notice: { receiver, insteadOf } }: Message): string {
  const name = oneLine(receiver, 100);
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
    ['Where', facts.where.join(', ')],
    ['About', over ? undefined : facts.description],
  ];
  return rows.flatMap(([label, text]) => (text ? [{ label, text }] : []));
}

/** Link scanners open every link in a mail, so none acknowledges: the page does, by its button. */
const openText = ({ state, incident, digest }: Facts): string =>
  digest
    ? 'Open the alerts'
    : state === 'triggered' && incident
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
    [letter.open, ...letter.links].map(({ text, url }) => `${text}: ${url}`).join('\n'),
    `${letter.because}\n${letter.asOf} A mail does not change; the page does.`,
  ];
  return paragraphs.filter(Boolean).join('\n\n').replaceAll('\u00a0', ' ') + '\n';
}
