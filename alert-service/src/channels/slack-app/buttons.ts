import type { IncidentFacts } from '../channel.ts';
import type { Block } from './blocks.ts';
import { menuId, openId, type Subject, subjectText, type Verb } from './verbs.ts';

export interface Buttons {
  readonly subject: Subject;
  readonly status: IncidentFacts['status'];
  /** Where it is read in full. */
  readonly url: string;
}

/** Slack takes five entries in a menu of this kind, and 75 characters in each. */
type Entry = readonly [verb: Verb, words: string];

const untaken: readonly Entry[] = [
  ['snooze-morning', 'Snooze until 09:00'],
  ['assign', 'Assign…'],
  ['silence', 'Silence…'],
  ['note', 'Add a note…'],
  ['resolve', 'Resolve'],
];
const taken: readonly Entry[] = [
  ['snooze-hour', 'Snooze 1 h'],
  ['snooze-morning', 'Snooze until 09:00'],
  ['assign', 'Assign…'],
  ['silence', 'Silence…'],
  ['note', 'Add a note…'],
];

/** One primary button: to take it, and once somebody has it, to end it. */
export function actionsOf({ subject, status, url }: Buttons): Block | undefined {
  if (status === 'resolved') return undefined;
  const value = subjectText(subject);
  const press = (verb: Verb, words: string): Block => button(words, { action_id: verb, value });
  const shown =
    status === 'acknowledged'
      ? [{ ...press('resolve', 'Resolve'), style: 'primary' }, press('hand-back', 'Hand back')]
      : [
          { ...press('acknowledge', 'Acknowledge'), style: 'primary' },
          ...(subject.page === undefined ? [] : [press('awake', 'I am awake')]),
          press('snooze-hour', 'Snooze 1 h'),
        ];
  const elements = [
    ...shown,
    press('why', 'Why this page?'),
    button('Open', { action_id: openId, url }),
    menu(status === 'acknowledged' ? taken : untaken, value),
  ];
  return { type: 'actions', elements };
}

const button = (words: string, more: Block): Block => ({ type: 'button', text: plain(words), ...more });

const menu = (entries: readonly Entry[], value: string): Block => ({
  type: 'overflow',
  action_id: menuId,
  options: entries.map(([verb, words]) => ({ text: plain(words), value: `${verb} ${value}` })),
});

const plain = (text: string): Block => ({ type: 'plain_text', text, emoji: false });
