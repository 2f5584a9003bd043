import { PanelPlugin } from '@grafana/data';
import { defaults, type SloBudgetOptions } from './options';
import { SloBudget } from './SloBudget';

/** Self-contained: what is loaded later would be asked for in the app's folder, so there is no import() and no React.lazy. */
export const plugin = new PanelPlugin<SloBudgetOptions>(SloBudget).setPanelOptions((builder) =>
  builder
    .addTextInput({
      path: 'service',
      name: 'Only of',
      description: 'A service, for example ${service}. Empty: all.',
      defaultValue: defaults.service,
    })
    .addRadio({
      path: 'kinds',
      name: 'Kind',
      defaultValue: defaults.kinds,
      settings: {
        options: [
          { value: 'all', label: 'All' },
          { value: 'slo', label: 'SLO' },
          { value: 'sla', label: 'SLA' },
        ],
      },
    })
    .addBooleanSwitch({ path: 'showForecast', name: 'Show the forecast', defaultValue: defaults.showForecast })
    .addNumberInput({
      path: 'most',
      name: 'At most',
      defaultValue: defaults.most,
      settings: { min: 1, max: 200, integer: true },
    })
    .addTextInput({
      path: 'link',
      name: 'Link of a promise',
      description: 'Empty: its page in the app. ${service} and ${objective} are filled in.',
      defaultValue: defaults.link,
    })
);
