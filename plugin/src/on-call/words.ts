import type { KeptContact, PagedSeverity, WrittenHours, WrittenNotificationRule, WrittenRules } from '@tocsin/api';

/* On call in words. */

type Kind = KeptContact['kind'];

export const contactWords: Readonly<Record<Kind, string>> = {
  slack: 'Slack',
  email: 'email',
  sms: 'SMS',
  call: 'call',
  telegram: 'Telegram',
  push: 'push',
  webhook: 'webhook',
};

export const addressWords: Readonly<Record<Kind, string>> = {
  slack: 'Slack user id, such as U012AB3CD',
  email: 'Address, such as mia@example.org',
  sms: 'Number with + and country code',
  call: 'Number with + and country code',
  telegram: 'Chat id',
  push: 'Subscription, as the phone gives it',
  webhook: 'https address',
};

export const isKind = (text: string): text is Kind => text in contactWords;
export const kinds = Object.keys(contactWords).filter(isKind);

export const stateWords: Readonly<Record<KeptContact['state'], string>> = {
  vouched: 'vouched for by whoever wrote the entry',
  verified: 'proved',
  asked: 'a code is on its way: enter it',
  unverified: 'not proved: it is not used yet',
  bounced: 'the last message could not be delivered',
};

/** Whether something sent there is expected to arrive. */
export const isUsable = ({ state }: Pick<KeptContact, 'state'>): boolean => state === 'vouched' || state === 'verified';

const units: ReadonlyArray<readonly [RegExp, string]> = [
  [/(\d+)w/g, '$1 weeks '],
  [/(\d+)d/g, '$1 d '],
  [/(\d+)h/g, '$1 h '],
  [/(\d+)ms/g, '$1 milliseconds '],
  [/(\d+)m(?!i)/g, '$1 min '],
  [/(\d+)s/g, '$1 s '],
];

/** "1h30m" as "1 h 30 min". */
export const waitWords = (length: string): string =>
  units.reduce((text, [unit, words]) => text.replace(unit, words), length).trim();

interface Named {
  readonly id: string;
  readonly kind: Kind;
}

/** "Slack now, call after 5 min" */
export function ruleWords(rules: readonly WrittenNotificationRule[], contacts: readonly Named[]): string {
  return rules.length === 0
    ? 'not told'
    : rules
        .map(({ contact, after }) => {
          const kind = contacts.find(({ id }) => id === contact)?.kind;
          const name = kind ? contactWords[kind] : `${contact} (not there)`;
          return `${name} ${after === undefined || /^0[a-z]*$/.test(after) ? 'now' : `after ${waitWords(after)}`}`;
        })
        .join(', ');
}

/** Without a rule of their own for a severity. */
export const usualRule = 'all proved contacts in their order, a minute between them';

export const severityWords = (rules: WrittenRules, severity: PagedSeverity, contacts: readonly Named[]): string => {
  const own = rules[severity];
  return own ? ruleWords(own, contacts) : usualRule;
};

const dayWords = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' } as const;

/** "22:00 to 07:00, Europe/Berlin" */
export function hoursWords({ spans, timeZone }: WrittenHours): string {
  const each = spans.map(
    ({ days, from, to }) => `${days ? `${days.map((day) => dayWords[day]).join(', ')} ` : ''}${from} to ${to}`
  );
  return `${each.join('; ')}${timeZone === undefined ? '' : `, ${timeZone}`}`;
}

/** "a, b and c" */
export const listWords = (all: readonly string[]): string =>
  all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;

/** "Night Watch" as "night-watch": an id that others can refer to. */
export const idFrom = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);
