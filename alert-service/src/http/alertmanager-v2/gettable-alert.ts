import { type Alert, noEnd } from '@tocsin/model';
import type { Policy } from '#core/policy';
import type { AlertRecord, State } from '#core/state';
import type { AlertStatus } from '#core/mute/alert-status';

/** An alert on Alertmanager's wire, its fields in upstream's order. */
export interface GettableAlert {
  readonly annotations: Readonly<Record<string, string>>;
  readonly endsAt: string;
  readonly fingerprint: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly startsAt: string;
  readonly status: {
    readonly inhibitedBy: readonly string[];
    readonly mutedBy: readonly string[];
    readonly silencedBy: readonly string[];
    readonly state: 'active' | 'suppressed' | 'unprocessed';
  };
  readonly updatedAt: string;
  readonly generatorURL?: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const iso = (time: number): string => new Date(time).toISOString();

export interface Shown {
  readonly now: number;
  readonly resolveTimeoutMs: number;
  readonly receivers: readonly string[];
  readonly status: AlertStatus;
  /** Names of the time intervals that mute its group. */
  readonly mutedBy: readonly string[];
}

export function gettableAlert(alert: Alert, shown: Shown): GettableAlert {
  const { state, silencedBy, inhibitedBy } = shown.status;
  const { mutedBy } = shown;
  return {
    annotations: alert.annotations,
    endsAt: iso(endOf(alert, shown)),
    fingerprint: alert.fingerprint,
    receivers: shown.receivers.map((name) => ({ name })),
    startsAt: iso(alert.startsAt),
    status: { inhibitedBy, mutedBy, silencedBy, state: mutedBy.length > 0 ? 'suppressed' : state },
    updatedAt: iso(alert.updatedAt),
    ...(alert.generatorURL && { generatorURL: alert.generatorURL }),
    labels: alert.labels,
  };
}

/** Our own rules' alerts have no end while they fire; readers expect one ahead, as rulers send it. */
const endOf = (alert: Alert, { now, resolveTimeoutMs }: Shown): number =>
  alert.endsAt === noEnd ? now + resolveTimeoutMs : alert.endsAt;

/**
 * In the order of the routes; as upstream, once for each route that it takes. A firing alert has a group on each, which is
 * less to ask than the routes.
 */
export function receiversOf(
  { alert, groups }: AlertRecord,
  { groups: known }: State,
  policy: Policy,
): string[] {
  const receivers = groups.flatMap((key) => known.get(key)?.receiver ?? []);
  return groups.length > 0 && receivers.length === groups.length
    ? receivers
    : policy.router.match(alert.labels).map((route) => route.receiver);
}
