import { FieldConfigProperty, PanelPlugin, ThresholdsMode } from '@grafana/data';
import { defaults, type ServiceStatusOptions } from './options';
import { ServiceStatus } from './ServiceStatus';

/** Self-contained: what is loaded later would be asked for in the app's folder, so there is no import() and no React.lazy. */
export const plugin = new PanelPlugin<ServiceStatusOptions>(ServiceStatus)
  .useFieldConfig({
    disableStandardOptions: [FieldConfigProperty.Color, FieldConfigProperty.Links, FieldConfigProperty.Actions],
    standardOptions: {
      [FieldConfigProperty.Thresholds]: {
        defaultValue: {
          mode: ThresholdsMode.Absolute,
          steps: [
            { value: -Infinity, color: 'green' },
            { value: 0.01, color: 'yellow' },
            { value: 0.05, color: 'red' },
          ],
        },
      },
    },
  })
  .setPanelOptions((builder) =>
    builder
      .addRadio({
        path: 'source',
        name: 'Shows',
        defaultValue: defaults.source,
        settings: {
          options: [
            { value: 'query', label: 'Its own query' },
            { value: 'tocsin', label: 'What Tocsin knows' },
          ],
        },
      })
      .addTextInput({
        path: 'label',
        name: 'Label of the service',
        description: 'The label that names the service; where a series lacks it, job does.',
        defaultValue: defaults.label,
        showIf: ({ source }) => source !== 'tocsin',
      })
      .addBooleanSwitch({
        path: 'showStrip',
        name: 'Show 24 hours',
        defaultValue: defaults.showStrip,
        showIf: ({ source }) => source === 'tocsin',
      })
      .addTextInput({
        path: 'link',
        name: 'Link of a service',
        description: 'Empty: its page in the app. ${service} is filled in.',
        defaultValue: defaults.link,
        showIf: ({ source }) => source === 'tocsin',
      })
      .addBooleanSwitch({ path: 'showValue', name: 'Show the value', defaultValue: defaults.showValue })
      .addBooleanSwitch({
        path: 'onlyUnhealthy',
        name: 'Only what is not healthy',
        defaultValue: defaults.onlyUnhealthy,
      })
  );
