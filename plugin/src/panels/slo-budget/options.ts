/** What a dashboard's author chooses. */
export interface SloBudgetOptions {
  /** Only of this service; the dashboard's variables are filled in. Empty: of all. */
  readonly service: string;
  readonly kinds: 'all' | 'slo' | 'sla';
  readonly showForecast: boolean;
  readonly most: number;
  /** Where a promise leads; empty: its page of the app. */
  readonly link: string;
}

export const defaults: SloBudgetOptions = { service: '', kinds: 'all', showForecast: true, most: 20, link: '' };
