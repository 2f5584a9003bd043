import { createIncidentWords, type IncidentWords } from '#engine/incident-words/incident-words';
import type { LedgerIndex } from '#engine/ledger-index';
import type { ReceiverWatch } from '#engine/receiver-watch';
import type { Causes } from '#services/topology/topology-view';
import type { Foundation } from './parts.ts';

interface Sources {
  readonly ledger: LedgerIndex;
  readonly receivers: ReceiverWatch;
  /** Asked at each use: what watches services is built later. */
  readonly causes: () => Causes;
}

/** What is said of incidents, with what changed before them and what speaks for where they come from. */
export function incidentWordsOf(
  { engine, parts: { clock, timeZone } }: Foundation,
  { ledger, receivers, causes }: Sources,
): IncidentWords {
  return createIncidentWords({
    ...{ engine, ledger, receivers, clock, timeZone },
    evidence: (incident, zone) => causes().linesOf(incident, zone),
  });
}
