import type { Alert, Notice } from '@tocsin/model';
import type { Pending } from '../state.ts';
import type { Turn } from '../turn.ts';
import { nextNotice } from './pace.ts';

/** What waited for its turn, as one message; each group of it is told when it is delivered. */
export function digestOf(turn: Turn, all: readonly Pending[]): Notice | undefined {
  const notices = all.flatMap((each) => nextNotice(each) ?? []);
  const [first] = notices;
  if (!first) return undefined;
  const { receiver, integration } = first;
  const firing = onceEach(notices.flatMap((notice) => notice.firing));
  const fires = new Set(firing.map(({ fingerprint }) => fingerprint));
  const insteadOf = notices.find((notice) => notice.insteadOf)?.insteadOf;
  const ended = onceEach(notices.flatMap((notice) => notice.resolved));
  return {
    id: `${turn.seq.toString(36)}-${turn.chance.hex(12)}`,
    why: firing.length > 0 ? 'first' : 'all-resolved',
    at: turn.now,
    group: `digest of ${receiver}/${integration}`,
    groupLabels: {},
    receiver,
    integration,
    firing,
    resolved: ended.filter(({ fingerprint }) => !fires.has(fingerprint)),
    ...(insteadOf && { insteadOf }),
    digest: notices.map((notice) => ({
      group: notice.group,
      groupLabels: notice.groupLabels,
      firing: notice.firing.length,
      resolved: notice.resolved.length,
    })),
  };
}

/** An alert may be in several groups. */
function onceEach(alerts: readonly Alert[]): readonly Alert[] {
  return [...new Map(alerts.map((alert) => [alert.fingerprint, alert])).values()];
}
