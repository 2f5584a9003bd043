/** What a dashboard's author chooses. */
export interface DependencyMapOptions {
  /** Only this service and its neighbours; the dashboard's variables are filled in. Empty: all. */
  readonly around: string;
  readonly depth: '1' | '2' | '3' | '4' | '5';
  readonly zoom: number;
  /** Where a service leads; empty: its page of the app. */
  readonly link: string;
}

export const defaults: DependencyMapOptions = { around: '', depth: '1', zoom: 1, link: '' };
