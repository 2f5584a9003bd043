import { type Alert, noEnd } from '@tocsin/model';
import type { Policy } from '#core/policy';
import type { AlertRecord } from '#core/state';

/** An alert on Alertmanager's wire. */
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
  readonly policy: Policy;
}

export function gettableAlert({ alert }: AlertRecord, shown: Shown): GettableAlert {
  return {
    annotations: alert.annotations,
    endsAt: iso(endOf(alert, shown)),
    fingerprint: alert.fingerprint,
    receivers: receiversOf(alert, shown.policy).map((name) => ({ name })),
    startsAt: iso(alert.startsAt),
    status: { inhibitedBy: [], mutedBy: [], silencedBy: [], state: 'active' },
    updatedAt: iso(alert.updatedAt),
    ...(alert.generatorURL && { generatorURL: alert.generatorURL }),
    labels: alert.labels,
  };
}

/** Our own rules' alerts have no end while they fire; readers expect one ahead, as rulers send it. */
const endOf = (alert: Alert, { now, resolveTimeoutMs }: Shown): number =>
  alert.endsAt === noEnd ? now + resolveTimeoutMs : alert.endsAt;

export const receiversOf = (alert: Alert, policy: Policy): string[] => [
  ...new Set(policy.router.match(alert.labels).map((route) => route.receiver)),
];
