import type { LedgerPage } from '@tocsin/model';
import type { Incident } from '#core/incident/incident';
import type { State } from '#core/state';
import type { Clock } from '#lib/clock';
import type { Engine } from '../engine.ts';
import { aboutGroup, aboutIncident, type LedgerIndex } from '../ledger-index.ts';
import type { ReceiverWatch } from '../receiver-watch.ts';
import { happenedWords } from './happened.ts';
import { type Next, nextOf, type View } from './next.ts';
import { type WhySentence, whySentences } from './why.ts';

/** What the incident row holds, with what is said of it in words: what channels show. */
export interface TellableIncident extends Incident {
  readonly next?: string;
  readonly happened?: readonly { readonly at: number; readonly text: string }[];
  readonly changed?: string;
  readonly evidence?: string;
}

/** What is said of an incident: in the app, in messages, to those who ask from a channel. */
export interface IncidentWords {
  /** The same, with times in that zone. */
  in(timeZone: string): IncidentWords;
  view(): View;
  next(incident: Incident): string;
  nextOf(incident: Incident): Next;
  /** Why these people, and why not others: a few sentences. */
  why(id: string): Promise<string>;
  whySentences(incident: Incident): Promise<readonly WhySentence[]>;
  /** Times in this zone; absent: in that of the service. */
  facts(incident: Incident, zone?: string): Promise<TellableIncident>;
}

export interface IncidentWordsParts {
  readonly engine: Pick<Engine, 'state' | 'policy'>;
  readonly ledger: Pick<LedgerIndex, 'pages'>;
  readonly receivers?: Pick<ReceiverWatch, 'of'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly timeZone: string;
  /** What changed before it, and what else speaks for where it comes from. */
  readonly evidence?: (
    incident: Incident,
    timeZone: string,
  ) => { readonly changed?: string; readonly evidence?: string };
}

/** The ledger of an incident is read so far back. */
const pagesRead = 500;
const mostSentences = 6;

export function createIncidentWords(parts: IncidentWordsParts): IncidentWords {
  const { engine, ledger, receivers, clock, timeZone } = parts;
  const view = (): View => ({
    state: engine.state(),
    policy: engine.policy(),
    now: clock.now(),
    timeZone,
    fails: (integration) => receivers?.of(integration).failingSince !== undefined,
  });
  const read = ({ id, group }: Incident): Promise<readonly LedgerPage[]> =>
    ledger.pages([aboutIncident(id), aboutGroup(group)], pagesRead);
  const sentences = async (incident: Incident): Promise<readonly WhySentence[]> =>
    whySentences(view(), incident, await read(incident));
  return {
    in: (zone) => createIncidentWords({ ...parts, timeZone: zone }),
    view,
    nextOf: (incident) => nextOf(view(), incident),
    next: (incident) => nextOf(view(), incident).words,
    whySentences: sentences,
    async why(id) {
      const incident = engine.state().incidents.get(id);
      if (!incident) return `There is no incident ${id}.`;
      const all = await sentences(incident);
      if (all.length === 0) return `Nobody is paged for ${id}: ${nextOf(view(), incident).words}.`;
      return all
        .slice(0, mostSentences)
        .map(({ question, sentence }) => `${question}: ${sentence}`)
        .join('\n');
    },
    async facts(asked, zone = timeZone) {
      // As it is now: what is sent was frozen when the attempt began.
      const incident = engine.state().incidents.get(asked.id) ?? asked;
      const pages = hasPast(engine.state(), incident)
        ? await ledger.pages([aboutIncident(incident.id)], pagesRead)
        : [];
      const told = tellable({ ...view(), timeZone: zone }, incident, pages);
      return incident.status === 'resolved' ? told : { ...told, ...parts.evidence?.(incident, zone) };
    },
  };
}

/** More than that it opened: in a storm of new incidents nothing is read for each message. */
const hasPast = ({ escalations, pagesOfIncident }: State, { id, version = 2 }: Incident): boolean =>
  version > 1 || escalations.has(id) || pagesOfIncident.has(id);

function tellable(view: View, incident: Incident, pages: readonly LedgerPage[]): TellableIncident {
  const holder = incident.assignee ?? incident.resolvedBy;
  return {
    ...incident,
    ...(holder !== undefined && { assignee: holder }),
    // Of what is over the channel has words of its own.
    ...(incident.status !== 'resolved' && { next: nextOf(view, incident).words }),
    happened: happenedWords(view, incident.id, pages),
  };
}
