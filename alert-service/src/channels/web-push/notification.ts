import { updateReasons } from '@tocsin/model';
import type { Message } from '../channel.ts';
import { type Facts, factsOf } from '../facts.ts';
import { jsonText } from '../http-line.ts';
import { lines } from '#lib/plain-text';
import { saysAlready, sinceWords, titleWords } from '../sentences.ts';
import { mostPushedBytes } from './encrypt.ts';

/** What the service worker of the console shows (console/worker): the two must agree. */
export interface Notification {
  readonly title: string;
  readonly body: string;
  /** Another with the same takes its place. */
  readonly tag: string;
  /** What opens, below the address of the console. */
  readonly path: string;
  /** It was told already: no second sound. */
  readonly silent?: true;
  readonly actions?: readonly Action[];
  /** Not a page: proves that this phone is theirs. */
  readonly code?: string;
}

interface Action {
  readonly does: 'acknowledge' | 'snooze';
  readonly title: string;
  /** Proves what may be done, and by whom. */
  readonly answer: string;
}

const longestBody = 600;

/** As much of the words as fits into one push. */
export function notificationText(message: Message): Buffer {
  const notification = notificationOf(message);
  const shorter = [longestBody, 300, 100, 0].map((most) =>
    Buffer.from(jsonText({ ...notification, body: lines(notification.body, most) })),
  );
  return shorter.find((text) => text.length <= mostPushedBytes) ?? Buffer.from(jsonText(bare(notification)));
}

/** Names that are too long for their links still come as a page. */
const bare = ({ title, tag }: Notification): Notification => ({
  title,
  tag: tag.slice(0, 100),
  body: '',
  path: '',
});

function notificationOf(message: Message): Notification {
  const { notice, externalUrl } = message;
  const { page } = notice;
  if (page?.code !== undefined)
    return {
      title: `${page.code} is your code for Tocsin`,
      body: 'It proves that this phone is yours, for 10 minutes.',
      ...{ tag: 'code', path: 'console/phone', code: page.code },
    };
  const facts = factsOf(message);
  const { main } = facts.links;
  return {
    title: `${page?.why === 'test' ? 'Test, nothing is wrong. ' : ''}${titleWords(facts)}`,
    body: bodyWords(facts),
    tag: notice.digest ? `digest ${notice.id}` : (message.incident?.id ?? page?.incident ?? notice.group),
    path: main.startsWith(`${externalUrl}/`) ? main.slice(externalUrl.length + 1) : '',
    ...(Object.hasOwn(updateReasons, notice.why) && { silent: true as const }),
    ...actionsOf(message),
  };
}

function bodyWords(facts: Facts): string {
  const { reading, preface, headline, where, digest } = facts;
  const value = reading && !digest && !saysAlready(headline, reading) ? `${reading.both}.` : '';
  const now = [value, digest ? '' : sinceWords(facts), facts.who ?? ''].filter(Boolean).join(' ');
  return [now, preface, where.join(' · ')].filter(Boolean).join('\n');
}

/** Two fit under a notification. Once somebody has it there is nothing to press. */
function actionsOf({ answers, incident, notice }: Message): { readonly actions?: readonly Action[] } {
  const open = !notice.digest && (incident?.status ?? 'triggered') === 'triggered';
  if (!answers?.push || !open) return {};
  const { acknowledge, snooze } = answers.push;
  return {
    actions: [
      { does: 'acknowledge', title: 'Acknowledge', answer: acknowledge },
      { does: 'snooze', title: 'Snooze 1 h', answer: snooze },
    ],
  };
}
