import { PanelPlugin } from '@grafana/data';
import { ActiveAlerts } from './ActiveAlerts';
import { type ActiveAlertsOptions, defaults } from './options';

/** Self-contained: what is loaded later would be asked for in the app's folder, so there is no import() and no React.lazy. */
export const plugin = new PanelPlugin<ActiveAlertsOptions>(ActiveAlerts).setPanelOptions((builder) =>
  builder
    .addTextInput({
      path: 'search',
      name: 'Only those with',
      description: 'A text in name, summary or labels; variables such as ${service} are filled in.',
      defaultValue: defaults.search,
    })
    .addSelect({
      path: 'atLeast',
      name: 'Severity from',
      defaultValue: defaults.atLeast,
      settings: {
        options: [
          { value: 'critical', label: 'Critical' },
          { value: 'high', label: 'High' },
          { value: 'medium', label: 'Medium' },
          { value: 'low', label: 'Low' },
          { value: 'none', label: 'All' },
        ],
      },
    })
    .addBooleanSwitch({ path: 'showMuted', name: 'Silenced and muted ones too', defaultValue: defaults.showMuted })
    .addBooleanSwitch({ path: 'showPending', name: 'Pending ones too', defaultValue: defaults.showPending })
    .addNumberInput({
      path: 'most',
      name: 'At most',
      defaultValue: defaults.most,
      settings: { min: 1, max: 1000, integer: true },
    })
    .addTextInput({
      path: 'link',
      name: 'Link of a row',
      description: 'Empty: its page in the app. ${alertname}, ${service} and ${severity} are filled in.',
      defaultValue: defaults.link,
    })
);
