import { isToldReason, type NotToldReason } from '@tocsin/model';
import { becauseOf, causeOf, type Muted } from '../mute/muted.ts';
import type { Decision } from '../notify/why-notify.ts';
import { type Group, integrationKey } from '../state.ts';
import type { Turn } from '../turn.ts';

/** What a flush did not tell, by integration, and of muted alerts by reason: it holds on and is not written again. */
export interface Negatives {
  readonly before: Group['negatives'];
  readonly now: Record<string, { reason: NotToldReason; alerts: string }>;
}

interface Recorded {
  readonly turn: Turn;
  readonly group: Group;
  /** `receiver/slack[0]`. */
  readonly name: string;
}

export function recordDecision(
  { turn, group, name }: Recorded,
  decision: Decision,
  negatives: Negatives,
): void {
  const { reason } = decision;
  const alerts = decision.about.map((alert) => alert.fingerprint);
  if (alerts.length === 0) return;
  if (!isToldReason(reason) && isKnown(negatives, name, { reason, alerts: alerts.join(' ') })) return;
  const pending = turn.state.pending.get(integrationKey(group.key, name));
  const notice = decision.first ? pending?.first?.id : decision.newest ? pending?.newest?.id : undefined;
  turn.record({
    kind: 'flush',
    group: group.key,
    integration: name,
    reason,
    told: isToldReason(reason),
    alerts,
    ...(notice && { notice }),
  });
}

const muteReasons = ['inhibited', 'outside-active-interval', 'muted-interval', 'silenced'] as const;

/** One entry for each reason. Ends that are owed are told although they are muted: they are in `heard`. */
export function recordMuted(
  { turn, group, name, muted, heard }: Recorded & { muted: Muted; heard: ReadonlySet<string> },
  negatives: Negatives,
): void {
  if (muted.why.size === 0) return;
  const all = [...muted.why].filter(([fingerprint]) => !heard.has(fingerprint));
  for (const reason of muteReasons) {
    const found = all.filter(([, mute]) => mute.reason === reason);
    if (found.length === 0) continue;
    const news = found.map(([fingerprint, mute]) => `${fingerprint} ${causeOf(mute)}`).join(' ');
    if (isKnown(negatives, `${name} ${reason}`, { reason, alerts: news })) continue;
    turn.record({
      kind: 'flush',
      group: group.key,
      integration: name,
      reason,
      told: false,
      alerts: found.map(([fingerprint]) => fingerprint),
      because: becauseOf(found),
    });
  }
}

function isKnown(
  { before, now }: Negatives,
  key: string,
  negative: { reason: NotToldReason; alerts: string },
): boolean {
  now[key] = negative;
  const last = before[key];
  return last?.reason === negative.reason && last.alerts === negative.alerts;
}
