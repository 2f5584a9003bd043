import type { Labels, LedgerPage } from '@tocsin/model';
import type { Batch } from '#core/input';
import type { Store } from '#store/store';
import type { Committed, Engine } from './engine.ts';

/** An alert began to fire, or came back. */
export interface Episode {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly at: number;
}

/** What fired when, with its labels, as far back as the ledger and the inputs go. */
export interface AlertHistory {
  /** Those that began at or after `from`, oldest first; `since` is when what is known begins, Infinity for never. */
  since(from: number): Promise<{ readonly since: number; readonly episodes: readonly Episode[] }>;
}

export interface HistoryParts {
  readonly store: Store;
  readonly tenant: string;
  readonly engine: Engine;
  /** Older episodes are forgotten. */
  readonly keptMs: number;
}

interface Memory {
  episodes: Episode[];
  since: number;
  /** The last commit that it has seen. */
  seq: number;
}

/** Read from the store when it is first asked for, and kept up to date from then on. */
export function createAlertHistory(parts: HistoryParts): AlertHistory {
  let reading: Promise<Memory> | undefined;
  return {
    async since(from) {
      reading ??= read(parts).catch((error: unknown) => {
        reading = undefined;
        throw error;
      });
      const memory = await reading;
      return { since: memory.since, episodes: memory.episodes.filter(({ at }) => at >= from) };
    },
  };
}

async function read(parts: HistoryParts): Promise<Memory> {
  const { store, tenant, engine, keptMs } = parts;
  const from = engine.state().now - keptMs;
  const meanwhile: Committed[] = [];
  const unlisten = engine.onCommit((committed) => meanwhile.push(committed));
  try {
    const memory: Memory = { episodes: [], since: Infinity, seq: 0 };
    const joins: Joined[] = [];
    for await (const page of store.pagesAfter(tenant, 0)) {
      memory.since = Math.min(memory.since, page.at);
      memory.seq = page.seq;
      if (page.at >= from) joins.push(...joinsOf(page));
    }
    const labels = await labelsOf(parts, new Set(joins.map(({ fingerprint }) => fingerprint)));
    memory.episodes = joins.flatMap((join) => withLabels(join, labels.get(join.fingerprint)));
    for (const committed of meanwhile) follow(memory, committed, parts);
    engine.onCommit((committed) => follow(memory, committed, parts));
    return memory;
  } finally {
    unlisten();
  }
}

type Joined = Omit<Episode, 'labels'>;

const withLabels = (join: Joined, labels: Labels | undefined): Episode[] =>
  labels === undefined ? [] : [{ ...join, labels }];

/** An alert that joins several groups at once fires once; a reload that groups anew is no firing. */
function joinsOf({ at, entries }: LedgerPage): Joined[] {
  const joined = entries.flatMap((entry) =>
    entry.kind === 'joined' && entry.source !== 'configuration' ? entry.alerts : [],
  );
  return [...new Set(joined)].map((fingerprint) => ({ fingerprint, at }));
}

/** Most are known still; only for those that are forgotten the inputs are read. */
async function labelsOf(
  { store, tenant, engine }: HistoryParts,
  wanted: Set<string>,
): Promise<ReadonlyMap<string, Labels>> {
  const labels = new Map<string, Labels>();
  for (const fingerprint of wanted) {
    const known = engine.state().alerts.get(fingerprint);
    if (!known) continue;
    labels.set(fingerprint, known.alert.labels);
    wanted.delete(fingerprint);
  }
  if (wanted.size === 0) return labels;
  for await (const batch of store.batches(tenant, 0))
    for (const { fingerprint, labels: given } of alertsOf(batch))
      if (wanted.delete(fingerprint)) labels.set(fingerprint, given);
  return labels;
}

type Named = Pick<Episode, 'fingerprint' | 'labels'>;

function alertsOf({ inputs }: Batch): readonly Named[] {
  return inputs.flatMap((input): readonly Named[] => {
    if (input.kind === 'alerts') return input.alerts;
    if (input.kind !== 'rule') return [];
    return input.steps.flatMap((step) =>
      'alert' in step ? [{ fingerprint: step.fingerprint, labels: step.alert.labels }] : [],
    );
  });
}

function follow(memory: Memory, { page }: Committed, { engine, keptMs }: HistoryParts): void {
  if (page.seq <= memory.seq) return;
  memory.seq = page.seq;
  memory.since = Math.min(memory.since, page.at);
  for (const join of joinsOf(page))
    memory.episodes.push(...withLabels(join, engine.state().alerts.get(join.fingerprint)?.alert.labels));
  const oldest = page.at - keptMs;
  const kept = memory.episodes.findIndex(({ at }) => at >= oldest);
  if (kept > 1_000) memory.episodes.splice(0, kept);
}
