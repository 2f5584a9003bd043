import type { Alert, Labels } from '@tocsin/model';
import type { MatcherMode } from '@tocsin/model/matchers';
import type { Group } from '#core/state';
import type { AlertLimit } from '#engine/alert-limit';
import type { Engine } from '#engine/engine';
import type { Clock } from '#lib/clock';

/** What Alertmanager's API needs of the service. */
export interface AlertmanagerContext {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly resolveTimeoutMs: number;
  /** Names of labels and matchers are of the old form only in `classic`. */
  readonly matcherMode: MatcherMode;
  /** The effective configuration with secrets hidden: amtool parses it itself. */
  readonly configOriginal: string;
  /** Of the route of a group, as a message about these alerts would have them. */
  readonly routeLabels: (group: Group, alerts: readonly Alert[]) => Labels;
  readonly limit: AlertLimit;
  readonly startedAt: number;
  readonly version: string;
  readonly clustering: boolean;
  /** `host:port` we listen on. */
  readonly address: string;
  /** Counts for Alertmanager's metrics of these names. */
  readonly received: (status: 'firing' | 'resolved', count: number) => void;
  readonly limited: (count: number) => void;
  readonly invalid: (count: number) => void;
  readonly silencesQueried: (durationMs: number, scanned: number) => void;
}
