import { PanelPlugin } from '@grafana/data';
import { AlertFrequency } from './AlertFrequency';
import { type AlertFrequencyOptions, defaults } from './options';

/** Self-contained: what is loaded later would be asked for in the app's folder, so there is no import() and no React.lazy. */
export const plugin = new PanelPlugin<AlertFrequencyOptions>(AlertFrequency).setPanelOptions((builder) =>
  builder
    .addNumberInput({
      path: 'days',
      name: 'Days',
      defaultValue: defaults.days,
      settings: { min: 1, max: 90, integer: true },
    })
    .addBooleanSwitch({ path: 'showLegend', name: 'Show the legend', defaultValue: defaults.showLegend })
);
