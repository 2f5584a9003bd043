import type { LedgerPage } from '@tocsin/model';
import type { State } from '#core/state';
import type { Engine } from './engine.ts';

/** How one integration has been answering, from the ledger's attempts. Times in epoch ms. */
export interface ReceiverState {
  readonly lastDeliveredAt?: number;
  readonly failingSince?: number;
  readonly lastError?: string;
}

/** What is known of each integration's deliveries; from memory, so it begins anew with the process. */
export interface ReceiverWatch {
  of(integration: string): ReceiverState;
  /** Notifications of this integration that wait for delivery. */
  waiting(state: State, integration: string): number;
}

export function createReceiverWatch(engine: Engine): ReceiverWatch {
  const states = new Map<string, ReceiverState>();
  engine.onCommit(({ page }) => {
    for (const [integration, next] of changes(page, states)) states.set(integration, next);
  });
  return {
    of: (integration) => states.get(integration) ?? {},
    waiting(state, integration) {
      let count = 0;
      for (const pending of state.pending.values()) if (pending.integration === integration) count += 1;
      return count;
    },
  };
}

function* changes(
  page: LedgerPage,
  states: ReadonlyMap<string, ReceiverState>,
): Iterable<[string, ReceiverState]> {
  for (const entry of page.entries) {
    if (entry.kind !== 'attempt' || entry.outcome === 'ambiguous') continue;
    const before = states.get(entry.integration);
    if (entry.outcome === 'delivered') yield [entry.integration, { lastDeliveredAt: page.at }];
    else
      yield [
        entry.integration,
        {
          ...(before?.lastDeliveredAt !== undefined && { lastDeliveredAt: before.lastDeliveredAt }),
          failingSince: before?.failingSince ?? entry.startedAt,
          ...(entry.error !== undefined && { lastError: entry.error }),
        },
      ];
  }
}
