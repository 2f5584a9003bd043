import { z } from 'zod';
import { lines, oneLine } from '#lib/plain-text';
import type { ElsewhereEvent, ElsewherePerson } from '../elsewhere/event.ts';

const longestName = 100;
const longestNote = 4_000;

const Reference = z.object({
  type: z.string().nullish(),
  summary: z.string().nullish(),
  email: z.string().nullish(),
});
type Reference = z.output<typeof Reference>;

/** https://developer.pagerduty.com/docs/webhooks/v3-overview/, as far as it is for us. */
export const Webhook = z.object({
  event: z.object({
    id: z.string().min(1).max(200),
    event_type: z.string(),
    occurred_at: z.string(),
    agent: Reference.nullish(),
    data: z.object({
      id: z.string().nullish(),
      incident_key: z.string().nullish(),
      assignees: z.array(Reference).nullish(),
      /** Of a note: whose it is. */
      incident: z.object({ id: z.string() }).nullish(),
      content: z.string().nullish(),
    }),
  }),
});
type Event = z.output<typeof Webhook>['event'];

/** Notes name PagerDuty's own id only. */
export interface KnownKeys {
  get(pagerDutyId: string): string | undefined;
  set(pagerDutyId: string, key: string): void;
}

/** What it asks for here; or why nothing, in words for the log. */
export function eventOf(event: Event, keys: KnownKeys): ElsewhereEvent | { readonly nothing: string } {
  const { data, agent } = event;
  if (data.id && data.incident_key) keys.set(data.id, data.incident_key);
  // What we (or Alertmanager) sent comes back to us: by an integration of the service, never by a user.
  if (agent?.type?.includes('integration')) return { nothing: 'an integration did it, not a person' };
  const at = Date.parse(event.occurred_at);
  const groupHash = data.incident_key ?? keys.get(data.incident?.id ?? '');
  if (Number.isNaN(at)) return { nothing: 'it does not say when it was done' };
  if (!groupHash) return { nothing: 'no other event of its incident was seen here' };
  const who = agent ? personOf(agent) : undefined;
  const base = { id: event.id, at, groupHash, ...(who && { who }) };
  switch (event.event_type) {
    case 'incident.acknowledged':
      return { ...base, does: 'acknowledge' };
    case 'incident.unacknowledged':
      return { ...base, does: 'hand-back' };
    case 'incident.resolved':
      return { ...base, does: 'resolve' };
    case 'incident.reassigned':
    case 'incident.delegated':
      return assignedTo(base, data.assignees ?? []);
    case 'incident.annotated':
      return { ...base, does: 'note', text: lines(data.content ?? '', longestNote) };
    default:
      return { nothing: `${oneLine(event.event_type, longestName)} is not for us` };
  }
}

function assignedTo(
  base: Pick<ElsewhereEvent, 'id' | 'at' | 'groupHash' | 'who'>,
  assignees: readonly Reference[],
): ReturnType<typeof eventOf> {
  const [to] = assignees.flatMap((each) => personOf(each) ?? []);
  return to ? { ...base, does: 'assign', to } : { nothing: 'it is assigned to nobody' };
}

/** A user, in either way of writing it; anything else acts by itself. Who has no name goes by their mail address. */
function personOf({ type, summary, email }: Reference): ElsewherePerson | undefined {
  if (!summary || !type?.startsWith('user')) return undefined;
  const address = email ?? (/^\S+@\S+$/u.test(summary) ? summary : undefined);
  return { name: oneLine(summary, longestName), ...(address && { email: address }) };
}
