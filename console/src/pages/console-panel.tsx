import {
  applyFieldOverrides,
  EventBusSrv,
  getDefaultTimeRange,
  getPanelOptionsWithDefaults,
  LoadingState,
  type PanelData,
  type PanelPlugin,
  PluginContextProvider,
} from '@grafana/data';
import type { PanelRendererProps } from '@grafana/runtime';
import { ErrorBoundaryAlert, useTheme2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { useLook } from '../chrome/look.tsx';
import { loadPanel } from '../host/load-plugin.ts';

const noData: PanelData = { state: LoadingState.Done, series: [], timeRange: getDefaultTimeRange() };
const noFieldConfig = { defaults: {}, overrides: [] };

/** Grafana's PanelRenderer: loads a panel plugin under its own id and hands it data, size and options. */
export function ConsolePanel(props: PanelRendererProps) {
  const { pluginId } = props;
  const [plugin, setPlugin] = useState<PanelPlugin>();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    loadPanel(pluginId).then(setPlugin, (error: unknown) =>
      setFailure(error instanceof Error ? error : new Error(String(error))),
    );
  }, [pluginId]);
  if (failure) throw failure;
  if (!plugin) return null;
  return (
    <PluginContextProvider meta={plugin.meta}>
      <ErrorBoundaryAlert>
        <Loaded {...props} plugin={plugin} />
      </ErrorBoundaryAlert>
    </PluginContextProvider>
  );
}

function Loaded({ plugin, data = noData, ...props }: PanelRendererProps & { plugin: PanelPlugin }) {
  const theme = useTheme2();
  const { timeZone } = useLook();
  const [eventBus] = useState(() => new EventBusSrv());
  const { options, fieldConfig } = useMemo(
    () =>
      getPanelOptionsWithDefaults({
        plugin,
        currentOptions: { ...props.options },
        currentFieldConfig: props.fieldConfig ?? noFieldConfig,
        isAfterPluginChange: false,
      }),
    [plugin, props.options, props.fieldConfig],
  );
  const series = useMemo(
    () => applyFieldOverrides({ data: data.series, fieldConfig, theme, timeZone, replaceVariables: String }),
    [data.series, fieldConfig, theme, timeZone],
  );
  const Panel = plugin.panel;
  if (!Panel) return null;
  return (
    <Panel
      id={1}
      data={{ ...data, series }}
      timeRange={data.timeRange}
      timeZone={timeZone}
      options={options}
      fieldConfig={fieldConfig}
      transparent={false}
      width={props.width}
      height={props.height}
      renderCounter={0}
      title={props.title}
      eventBus={eventBus}
      replaceVariables={String}
      onOptionsChange={() => undefined}
      onFieldConfigChange={() => undefined}
      onChangeTimeRange={() => undefined}
    />
  );
}
