/** What a dashboard's author chooses; thresholds, unit and mappings are Grafana's own field options. */
export interface ServiceStatusOptions {
  /** Numbers of the panel's own query, or what Tocsin knows, with 24 hours of it. */
  readonly source: 'query' | 'tocsin';
  /** The label that names the service. */
  readonly label: string;
  readonly showValue: boolean;
  readonly onlyUnhealthy: boolean;
  /** Of what Tocsin knows: 24 hours in quarters. */
  readonly showStrip: boolean;
  /** Of what Tocsin knows: where a service leads; empty: its page of the app. */
  readonly link: string;
}

export const defaults: ServiceStatusOptions = {
  source: 'query',
  label: 'service',
  showValue: true,
  onlyUnhealthy: false,
  showStrip: true,
  link: '',
};
