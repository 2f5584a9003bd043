import type { Receipt } from '@tocsin/model';
import type { Message } from './channel.ts';

/** How an incident stands at a service that keeps its own (PagerDuty, Opsgenie), as far as we have told it. */
export type Shown = 'triggered' | 'acknowledged' | 'resolved';

/**
 * What is to be said there. `tell`: what Alertmanager would say. An update of the incident says only what changes how it
 * stands there; that the same is asked for again is nothing.
 */
export type Change = 'tell' | 'nothing' | 'acknowledge' | 'hand-back' | 'resolve';

export function changeOf({ notice, incident, receipt }: Message): Change {
  if (!notice.why.startsWith('incident-') || notice.firing.length === 0) return 'tell';
  if (!incident) return 'nothing';
  const [wanted, shown] = [wantedOf(incident.status), receipt?.shown ?? 'triggered'];
  if (wanted === shown) return 'nothing';
  if (wanted === 'acknowledged') return 'acknowledge';
  if (wanted === 'resolved') return 'resolve';
  return shown === 'resolved' ? 'tell' : 'hand-back';
}

/** Who has put it off has it until then: nobody is to be called for it there either. */
const wantedOf = (status: NonNullable<Message['incident']>['status']): Shown =>
  status === 'snoozed' ? 'acknowledged' : status;

/** For the next update: how it stands there now. */
export function shownAfter(change: Change, { notice, receipt }: Message): Receipt {
  switch (change) {
    case 'tell':
      return { shown: notice.firing.length === 0 ? 'resolved' : 'triggered' };
    case 'acknowledge':
      return { shown: 'acknowledged' };
    case 'resolve':
      return { shown: 'resolved' };
    case 'hand-back':
      return { shown: 'triggered' };
    case 'nothing':
      return receipt ?? { shown: 'triggered' };
  }
}
