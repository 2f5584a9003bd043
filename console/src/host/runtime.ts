import { EventBusSrv, LoadingState, locationUtil, setTimeZoneResolver } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import {
  config,
  FakeEchoSrv,
  locationService,
  setAppEvents,
  setBackendSrv,
  setChromeHeaderHeightHook,
  setDataSourceSrv,
  setEchoSrv,
  setLocationSrv,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginImportUtils,
  setPluginLinksHook,
  setReturnToPreviousHook,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { setPanelRenderer } from 'grafana-runtime-panel-renderer';
import { setPluginPage } from 'grafana-runtime-plugin-page';
import { of } from 'rxjs';
import { readBase } from '../base.ts';
import { headerHeight } from '../chrome/measures.ts';
import { PageFrame } from '../chrome/page-frame.tsx';
import { ConsolePanel } from '../pages/console-panel.tsx';
import { ConsoleBackend } from './backend.ts';
import { registerEditors } from './editors.ts';
import { loadedPanel, loadPanel } from './load-plugin.ts';
import { shareModules } from './shared-modules.ts';

/** What Grafana does at its start, for as much of it as an app and its panels ask for. */
export async function startRuntime(): Promise<void> {
  const events = new EventBusSrv();
  setAppEvents(events);
  setBackendSrv(new ConsoleBackend(readBase(), events));
  setEchoSrv(new FakeEchoSrv());
  setLocationSrv(locationService);
  setTimeZoneResolver(() => config.bootData.user.timezone);
  locationUtil.initialize({
    config: config.bootData.settings,
    getTimeRangeForUrl: () => ({ from: 'now-1h', to: 'now' }),
    getVariablesUrlParams: () => ({}),
  });
  setData();
  setExtensions();
  registerEditors();
  await initPluginTranslations('grafana');
  setPluginPage(PageFrame);
  setPanelRenderer(ConsolePanel);
  setChromeHeaderHeightHook(() => headerHeight);
  setReturnToPreviousHook(() => () => undefined);
  setPluginImportUtils({ importPanelPlugin: loadPanel, getPanelPluginFromCache: loadedPanel });
  shareModules();
}

const noDataSources = 'The console has no data sources of its own: ask the alert service.';

function setData(): void {
  setTemplateSrv({
    getVariables: () => [],
    replace: (target = '') => target,
    containsTemplate: () => false,
    updateTimeRange: () => undefined,
  });
  setDataSourceSrv({
    get: () => Promise.reject(new Error(noDataSources)),
    getList: () => [],
    getInstanceSettings: () => undefined,
    reload: () => Promise.resolve(),
    registerRuntimeDataSource: () => undefined,
  });
  setRunRequest((_, request) => of({ state: LoadingState.Done, series: [], timeRange: request.range }));
}

function setExtensions(): void {
  setPluginLinksHook(() => ({ links: [], isLoading: false }));
  setPluginComponentHook(() => ({ component: null, isLoading: false }));
  setPluginComponentsHook(() => ({ components: [], isLoading: false }));
  setPluginFunctionsHook(() => ({ functions: [], isLoading: false }));
}
