import type { Flags } from '#config/flags';
import type { Engine } from '#engine/engine';
import type { Metrics } from '#engine/metrics';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
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

/** What rules hold, by rule id, as the engine has kept it until now. */
export const storedStates = (engine: Engine): ReadonlyMap<string, unknown> =>
  new Map([...engine.state().rules].map(([id, kept]) => [id, kept.state]));
