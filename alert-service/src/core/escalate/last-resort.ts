import type { NotPagedReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import type { Page } from '../page/page.ts';
import type { Turn } from '../turn.ts';
import type { Escalation } from './escalation.ts';
import { recordNobody, tell, type Told } from './tell.ts';

/** Nobody else could be told, or the policy is at its end. Whoever is told, the ledger says why. Returns the pages. */
export function tellLastResort(
  turn: Turn,
  incident: Incident,
  { escalation, because }: { readonly escalation: Escalation; readonly because?: NotPagedReason },
): Told {
  const { policy } = escalation;
  turn.record({
    kind: 'escalation',
    incident: incident.id,
    policy: policy.id,
    change: 'last-resort',
    why: because ?? 'last-resort',
  });
  const told = tell(turn, {
    ...{ incident, targets: policy.lastResort, policy: policy.id, lastResort: true },
    why: escalation.test ? 'test' : 'last-resort',
  });
  if (told.told) return told;
  return tellEmergency(turn, incident, escalation);
}

/** The receiver of the configuration that is told when there is nobody else. If it cannot be either, the auditor tries again. */
export function tellEmergency(
  turn: Turn,
  incident: Incident,
  { policy, test }: Pick<Escalation, 'policy' | 'test'>,
): Told {
  const id = turn.policy.onCall.emergencyReceiver;
  const told = tell(turn, {
    ...{ incident, targets: [{ kind: 'receiver', id }], policy: policy.id, lastResort: true },
    why: test ? 'test' : 'last-resort',
  });
  const [fault] = told.notTold;
  if (!told.told)
    recordNobody(
      turn,
      { incident, policy: policy.id },
      {
        asked: `receiver ${id}`,
        why: fault?.why ?? 'receiver-unknown',
      },
    );
  return told;
}

/** A page of the last resort itself: only the emergency receiver is left, unless it was that. */
export const isEmergency = (turn: Turn, { target }: Page): boolean =>
  target.kind === 'receiver' && target.id === turn.policy.onCall.emergencyReceiver;
