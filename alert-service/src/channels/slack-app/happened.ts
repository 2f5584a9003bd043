import { clockWords, type Receipt } from '@tocsin/model';
import type { Message } from '../channel.ts';
import type { Facts } from '../facts.ts';

/** What the thread is told with this update: all that happened since it was last told, else what the update is about. */
export function happenedOf(message: Message, facts: Facts): readonly string[] {
  const { incident, receipt, now, timeZone = 'UTC' } = message;
  // A reply in a direct message makes a sound, and whoever was paged has the channel's thread too.
  if (message.notice.page) return [];
  if (!incident?.happened) return [ownWords(message, facts)].filter((line) => line !== '');
  const said = Number(receipt?.said ?? 0);
  return incident.happened
    .filter(({ at }) => at > said)
    .slice(-20)
    .map(({ at, text }) => `${clockWords(at, { now, timeZone })} ${text}`);
}

/** Up to when the thread has been told, to be kept with what was posted. */
export function saidOf({ incident, receipt }: Message): Receipt {
  const last = incident?.happened?.at(-1)?.at;
  const said = last === undefined ? receipt?.said : String(Math.max(last, Number(receipt?.said ?? 0)));
  return said === undefined ? {} : { said };
}

function ownWords({ notice, incident }: Message, facts: Facts): string {
  if (!incident) return '';
  switch (notice.why) {
    case 'incident-acknowledged':
    case 'incident-handed-back':
      return facts.soFar ?? '';
    case 'incident-resolved':
      return facts.who ? `Resolved by hand. ${facts.who}` : 'Resolved by hand.';
    case 'all-resolved':
      return `Resolved ${facts.until ?? facts.asOf}, after ${facts.lasted}.`;
    default:
      return '';
  }
}
