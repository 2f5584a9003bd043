import { z } from 'zod';
import { lines, oneLine } from '#lib/plain-text';
import { ourUser } from '#channels/opsgenie/opsgenie';
import type { ElsewhereEvent, ElsewherePerson } from '../elsewhere/event.ts';

const longestName = 100;
const longestNote = 4_000;

const number = z.union([z.number(), z.string().regex(/^\d+$/u).transform(Number)]);

/** https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/, as far as it is for us. */
export const Webhook = z.object({
  action: z.string(),
  alert: z.object({
    alias: z.string(),
    /** Of users: their mail address. */
    username: z.string().nullish(),
    updatedAt: number.nullish(),
    note: z.string().nullish(),
    owner: z.string().nullish(),
    snoozedUntil: number.nullish(),
    snoozeEndDate: z.string().nullish(),
  }),
});
type Webhook = z.output<typeof Webhook>;

interface Delivered {
  /** The same through all deliveries: Opsgenie gives none. */
  readonly id: string;
  readonly now: number;
}

/** What it asks for here; or why nothing, in words for the log. */
export function eventOf(
  { action, alert }: Webhook,
  { id, now }: Delivered,
): ElsewhereEvent | { readonly nothing: string } {
  // What we sent comes back to us.
  if (alert.username === ourUser) return { nothing: 'it was done here' };
  const at = alert.updatedAt ? inMs(alert.updatedAt) : now;
  const who = alert.username ? personOf(alert.username) : undefined;
  const base = { id, at, groupHash: alert.alias, ...(who && { who }) };
  switch (action) {
    case 'Acknowledge':
      return { ...base, does: 'acknowledge' };
    case 'UnAcknowledge':
      return { ...base, does: 'hand-back' };
    case 'Close':
      return closed(base, alert.username);
    case 'Snooze': {
      const until = snoozedUntil(alert);
      return until === undefined
        ? { ...base, does: 'note', text: 'Snoozed in Opsgenie, which does not say until when.' }
        : { ...base, does: 'snooze', until };
    }
    case 'AddNote':
      return { ...base, does: 'note', text: lines(alert.note ?? '', longestNote) };
    case 'AssignOwnership':
    case 'TakeOwnership':
      return assignedTo(base, alert.owner);
    default:
      return { nothing: `${oneLine(action, longestName)} is not for us` };
  }
}

type Base = Pick<ElsewhereEvent, 'id' | 'at' | 'groupHash' | 'who'>;

/** By an API, as our own end of a group is: that its alerts ended we know by ourselves. */
const closed = (base: Base, username: string | null | undefined): ReturnType<typeof eventOf> =>
  base.who || username?.toLowerCase() === 'system'
    ? { ...base, does: 'resolve' }
    : { nothing: 'an integration did it, not a person' };

function assignedTo(base: Base, owner: string | null | undefined): ReturnType<typeof eventOf> {
  const to = owner ? personOf(owner) : base.who;
  return to ? { ...base, does: 'assign', to } : { nothing: 'it is assigned to nobody' };
}

/** Users go by their mail address; what else stands there is a program. */
function personOf(username: string): ElsewherePerson | undefined {
  if (!/^\S+@\S+$/u.test(username)) return undefined;
  return { name: oneLine(username, longestName), email: username };
}

function snoozedUntil({ snoozedUntil: at, snoozeEndDate }: Webhook['alert']): number | undefined {
  if (at) return inMs(at);
  const parsed = Date.parse(
    /[Zz]$|[+-]\d\d:?\d\d$/u.test(snoozeEndDate ?? '') ? (snoozeEndDate ?? '') : `${snoozeEndDate}Z`,
  );
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Opsgenie writes some of its times in nanoseconds. */
const inMs = (time: number): number => {
  if (time > 1e17) return Math.floor(time / 1e6);
  return time > 1e14 ? Math.floor(time / 1e3) : time;
};
