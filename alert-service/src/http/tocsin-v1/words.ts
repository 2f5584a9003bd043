import { spokenDuration } from '@tocsin/model';

/** `Slack (team)` from `team/slack[0]`; a second one of its kind keeps its number. */
export function integrationWords(integration: string): string {
  const [, receiver = integration, type = '', index = '0'] =
    /^(.*)\/([a-z-]+)\[(\d+)\]$/.exec(integration) ?? [];
  const name = names[type] ?? type;
  const number = index === '0' ? '' : ` ${Number(index) + 1}`;
  return name ? `${name}${number} (${receiver})` : integration;
}

const names: Readonly<Record<string, string>> = {
  slack: 'Slack',
  email: 'Email',
  webhook: 'Webhook',
  pagerduty: 'PagerDuty',
  opsgenie: 'Opsgenie',
};

/** `03:17`, in the zone of the service; with seconds where it is compared. */
export function clockTime(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    hourCycle: 'h23',
  }).format(at);
}

export const forWords = (since: number, now: number): string => spokenDuration(Math.max(0, Math.floor((now - since) / 1_000) * 1_000));

/** `1 alert`, `3 alerts`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
