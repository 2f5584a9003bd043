import { clockWords } from '@tocsin/model';
import type { IncidentFacts } from './channel.ts';
import type { FactState } from './facts.ts';
import { oneLine } from '#lib/plain-text';

export interface PeopleFacts {
  /** `Nobody has it.`; nothing where there is no incident that one could take. */
  readonly who?: string;
  /** `Jonas` */
  readonly holder?: string;
  readonly next: string;
  /** `Jonas took it 03:16 CEST.` `Jonas had it 03:07 CEST, handed back 03:12 CEST.` */
  readonly soFar?: string;
  /** `api 2.41.0 deployed, 2 min before payments began to fail.` */
  readonly changed?: string;
  /** `postgres: connections 98 %, limit 80 %, since 03:03, 2 min before payments began to fail.` */
  readonly evidence?: string;
}

interface Moment {
  readonly state: FactState;
  readonly now: number;
  readonly timeZone: string;
}

const longestName = 60;
const longestEvidence = 300;

export function peopleFacts(incident: IncidentFacts | undefined, moment: Moment): PeopleFacts {
  const { state } = moment;
  const holder = incident?.assignee ? oneLine(incident.assignee, longestName) : undefined;
  const soFar = incident ? soFarWords(incident, { ...moment, holder }) : undefined;
  return {
    ...(incident ? { who: whoWords(incident, { ...moment, holder }) } : {}),
    ...(holder ? { holder } : {}),
    next: incident?.next ? oneLine(incident.next, 300) : nextWords(state, { holder, incident }),
    ...(soFar ? { soFar } : {}),
    ...(state === 'resolved' ? {} : evidenceOf(incident)),
  };
}

function evidenceOf(incident: IncidentFacts | undefined): Pick<PeopleFacts, 'changed' | 'evidence'> {
  const { changed, evidence } = incident ?? {};
  return {
    ...(changed ? { changed: oneLine(changed, longestEvidence) } : {}),
    ...(evidence ? { evidence: oneLine(evidence, longestEvidence) } : {}),
  };
}

function whoWords(
  { status, snoozed }: IncidentFacts,
  { state, holder, ...zone }: Moment & { readonly holder: string | undefined },
): string {
  if (status === 'snoozed' && snoozed && state !== 'resolved')
    return `${oneLine(snoozed.by, longestName)} put it off until ${clockWords(snoozed.until, zone)}.`;
  return `${holder ?? 'Nobody'} ${state === 'resolved' ? 'had' : 'has'} it.`;
}

/** Only what is known: repeats stop with an acknowledgement; whether anybody is paged, the incident says. */
function nextWords(
  state: FactState,
  { holder, incident }: { holder: string | undefined; incident: IncidentFacts | undefined },
): string {
  if (state === 'resolved') return 'Nothing: it is over.';
  if (incident?.status === 'snoozed') return 'Nobody is paged until then. New alerts and the end are told.';
  if (state === 'acknowledged')
    return `No repeats: ${holder ?? 'somebody'} has it. New alerts and the end are told.`;
  return incident ? 'Told again until somebody acknowledges it or it ends.' : 'Told again until it ends.';
}

function soFarWords(
  { acknowledgedAt, handedBack }: IncidentFacts,
  { holder, ...zone }: Moment & { holder: string | undefined },
): string | undefined {
  if (holder && acknowledgedAt !== undefined) return `${holder} took it ${clockWords(acknowledgedAt, zone)}.`;
  if (!handedBack) return undefined;
  const { by, tookAt, at } = handedBack;
  return `${oneLine(by, longestName)} had it ${clockWords(tookAt, zone)}, handed back ${clockWords(at, zone)}.`;
}
