import type { Role } from '@tocsin/api';

/** What Grafana proved of who asks through it. */
export type Identified =
  | {
      readonly known: true;
      readonly name: string;
      readonly login: string;
      /** All that they can be found by: their login, and Grafana's own names for them. */
      readonly logins: readonly string[];
      /** Only one that Grafana has verified: everybody can enter any. */
      readonly email?: string;
      readonly role: Role;
      readonly remedy: string;
    }
  | { readonly known: false; readonly remedy: string };

export const notKnown = (remedy: string): Identified => ({ known: false, remedy });
