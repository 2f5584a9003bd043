/** What a dashboard's author chooses; thresholds, unit and mappings are Grafana's own field options. */
export interface ServiceStatusOptions {
  /** The label that names the service. */
  readonly label: string;
  readonly showValue: boolean;
  readonly onlyUnhealthy: boolean;
}

export const defaults: ServiceStatusOptions = { label: 'service', showValue: true, onlyUnhealthy: false };
