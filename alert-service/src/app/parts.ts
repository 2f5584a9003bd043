import type { Flags } from '#config/flags';
import type { State } from '#core/state';
import type { Engine } from '#engine/engine';
import type { Metrics } from '#engine/metrics';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Sealing } from '#lib/sealed';
import type { Store } from '#store/store';
import type { InForce } from './running.ts';

export interface AppParts {
  readonly flags: Flags;
  readonly clock: Clock;
  readonly log: Log;
  /** A fresh 32-bit seed for each commit. */
  readonly seed: () => number;
  readonly version: string;
  readonly timeZone: string;
  /** The built console that is shipped; --console.path goes first. */
  readonly consoleFolder: string;
}

/** What stands once the engine runs, and everything else is built on. */
export interface Foundation {
  readonly parts: AppParts;
  readonly inForce: InForce;
  readonly store: Store;
  readonly engine: Engine;
  readonly metrics: Metrics;
  readonly where: Whereabouts;
  readonly sealing: Sealing;
}

/** Where the service can be reached. */
export interface Whereabouts {
  /** '' or '/prefix'. */
  readonly prefix: string;
  /** The first address that is listened on. */
  readonly bound: string;
  /** For links; without a slash at the end. */
  readonly externalUrl: string;
}

export const tenant = 'default';

/** What rules hold, by rule id, as the engine has kept it until now: the same map until it keeps something else. */
export function storedStates(engine: Pick<Engine, 'state'>): () => ReadonlyMap<string, unknown> {
  let last:
    { readonly state: State; readonly seq: number; readonly states: Map<string, unknown> } | undefined;
  return () => {
    const state = engine.state();
    // Thousands of groups ask as they start.
    if (last?.state !== state || last.seq !== state.seq) {
      const states = new Map([...state.rules].map(([id, kept]) => [id, kept.state]));
      last = { state, seq: state.seq, states };
    }
    return last.states;
  };
}
