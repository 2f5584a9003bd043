import { PanelPlugin } from '@grafana/data';
import { DependencyMapPanel } from './DependencyMapPanel';
import { defaults, type DependencyMapOptions } from './options';

/** Self-contained: what is loaded later would be asked for in the app's folder, so there is no import() and no React.lazy. */
export const plugin = new PanelPlugin<DependencyMapOptions>(DependencyMapPanel).setPanelOptions((builder) =>
  builder
    .addTextInput({
      path: 'around',
      name: 'Around',
      description: 'Only this service and what it touches, for example ${service}. Empty: all.',
      defaultValue: defaults.around,
    })
    .addSelect({
      path: 'depth',
      name: 'How far around it',
      defaultValue: defaults.depth,
      settings: { options: (['1', '2', '3', '4', '5'] as const).map((value) => ({ value, label: value })) },
      showIf: ({ around }) => around !== '',
    })
    .addSliderInput({
      path: 'zoom',
      name: 'Size',
      defaultValue: defaults.zoom,
      settings: { min: 0.4, max: 2, step: 0.1 },
    })
    .addTextInput({
      path: 'link',
      name: 'Link of a service',
      description: 'Empty: its page in the app. ${service} is filled in.',
      defaultValue: defaults.link,
    })
);
