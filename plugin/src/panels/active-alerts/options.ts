/** What a dashboard's author chooses. */
export interface ActiveAlertsOptions {
  /** Only alerts with this text in their name, summary or labels; the dashboard's variables are filled in. */
  readonly search: string;
  /** This severity and worse. */
  readonly atLeast: 'critical' | 'high' | 'medium' | 'low' | 'none';
  readonly showMuted: boolean;
  readonly showPending: boolean;
  readonly most: number;
  /** Where a row leads; empty: the alert's page of the app. */
  readonly link: string;
}

export const defaults: ActiveAlertsOptions = {
  search: '',
  atLeast: 'none',
  showMuted: false,
  showPending: false,
  most: 50,
  link: '',
};
