import type { Via } from '@tocsin/model';

/** A service that keeps incidents of its own beside ours. */
export interface Elsewhere {
  readonly title: 'PagerDuty' | 'Opsgenie';
  readonly via: Extract<Via, 'pagerduty' | 'opsgenie'>;
}

export interface ElsewherePerson {
  readonly name: string;
  readonly email?: string;
}

/** What somebody did there, proved to be said by the service itself. */
export type ElsewhereEvent = {
  /** The same through all deliveries. */
  readonly id: string;
  /** When it was done there (epoch ms). */
  readonly at: number;
  /** By which the service knows the group: its hash. */
  readonly groupHash: string;
  /** Absent: nobody, the service by itself. */
  readonly who?: ElsewherePerson;
} & (
  | { readonly does: 'acknowledge' | 'hand-back' | 'resolve' }
  | { readonly does: 'snooze'; readonly until: number }
  | { readonly does: 'note'; readonly text: string }
  | { readonly does: 'assign'; readonly to: ElsewherePerson }
);

/** What is shown of a person who is not known here. */
export const nameThere = ({ name }: ElsewherePerson, { title }: Elsewhere): string => `${name} (${title})`;
