import type { Message } from '../channel.ts';

/** The first message of an incident: what is updated, and what later ones stand under. */
export interface Root {
  readonly channel: string;
  readonly ts: string;
  readonly incident?: string;
}

/**
 * An edit makes no sound, so what a sleeper must hear is posted anew: below the first message, and shown in the channel.
 * What calms (taken, fewer, over) changes the first message in place.
 */
export type Plan =
  | { readonly kind: 'post' }
  | { readonly kind: 'update'; readonly root: Root }
  | { readonly kind: 'thread'; readonly root: Root };

export function planOf(message: Message): Plan {
  const root = rootOf(message);
  if (!root || isNewPage(message)) return { kind: 'post' };
  switch (message.notice.why) {
    case 'first':
      return isSameIncident(message, root) ? { kind: 'thread', root } : { kind: 'post' };
    case 'new-alerts':
    case 'repeat-interval':
      return isAnotherIncident(message, root) ? { kind: 'post' } : { kind: 'thread', root };
    default:
      return { kind: 'update', root };
  }
}

/** To a person, in a direct message: there is no channel that a reply could be shown in. */
export const isNewPage = ({ notice: { page, why } }: Message): boolean =>
  page !== undefined && why === 'first';

function rootOf({ receipt }: Message): Root | undefined {
  const { channel, ts, incident } = receipt ?? {};
  return channel && ts ? { channel, ts, ...(incident ? { incident } : {}) } : undefined;
}

/** Firing again soon after its end reopens an incident: it stays one message. */
const isSameIncident = ({ incident }: Message, root: Root): boolean =>
  incident !== undefined && root.incident === incident.id;

const isAnotherIncident = ({ incident }: Message, root: Root): boolean =>
  incident !== undefined && root.incident !== undefined && root.incident !== incident.id;
