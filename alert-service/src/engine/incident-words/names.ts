import type { Target } from '#core/escalate/policy';
import { type ContactKind, type Directory, objectIn } from '#core/on-call/directory';
import { integrationWords } from '@tocsin/model';

const kindWords: Readonly<Record<ContactKind, string>> = {
  slack: 'Slack',
  email: 'email',
  sms: 'SMS',
  call: 'phone call',
  telegram: 'Telegram',
  push: 'push',
  webhook: 'webhook',
};

/** How somebody is called, at a moment of the past too; who is gone keeps the id. */
export function nameOf(
  directory: Directory,
  { kind, id }: { readonly kind: Target['kind']; readonly id: string },
  at = Infinity,
): string {
  if (kind === 'receiver') return id;
  const known = objectIn(directory, { kind, id, at }) ?? objectIn(directory, { kind, id });
  return known?.name ?? id;
}

export interface ContactName {
  /** Who is reached: `Mia`, `team`. */
  readonly who: string;
  /** How: `phone call`, `Slack (team)`. */
  readonly how: string;
}

/** Of `@mia/phone`, also where it is told again, of `@automation/restart` and of `team/slack[0]`. */
export function contactName(directory: Directory, integration: string, at = Infinity): ContactName {
  const [, owner, rest = ''] = /^@([^/]+)\/(.*?)(?:#\d+)?$/s.exec(integration) ?? [];
  if (owner === undefined) {
    const [, receiver = integration] = /^(.*)\/[^/]*$/.exec(integration) ?? [];
    return { who: receiver, how: integrationWords(integration) };
  }
  if (owner === 'automation')
    return { who: nameOf(directory, { kind: 'automation', id: rest }, at), how: 'automation' };
  const person = objectIn(directory, { kind: 'person', id: owner, at });
  const own = person?.contacts.find(({ id }) => id === rest);
  const added = objectIn(directory, { kind: 'contact', id: `${owner}/${rest}`, at });
  const kind = own?.kind ?? added?.kind;
  return { who: person?.name ?? owner, how: kind ? kindWords[kind] : rest };
}

/** `person mia`, as the ledger says whom a step asked for. */
export function askedWords(directory: Directory, asked: string, at = Infinity): string {
  const [, kind = '', id = asked] = /^(\S+) (.*)$/s.exec(asked) ?? [];
  switch (kind) {
    case 'person':
      return nameOf(directory, { kind, id }, at);
    case 'team':
    case 'schedule':
    case 'policy':
    case 'automation':
      return `the ${kind} ${nameOf(directory, { kind, id }, at)}`;
    case 'receiver':
      return `the receiver ${id}`;
    default:
      return asked;
  }
}
