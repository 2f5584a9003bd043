/** What a dashboard's author chooses. */
export interface AlertFrequencyOptions {
  /** 1 to 90. */
  readonly days: number;
  readonly showLegend: boolean;
}

export const defaults: AlertFrequencyOptions = { days: 7, showLegend: true };
