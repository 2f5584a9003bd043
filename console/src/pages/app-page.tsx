import { type AppPlugin, type AppPluginMeta, PluginContextProvider } from '@grafana/data';
import { ErrorBoundaryAlert } from '@grafana/ui';
import { use } from 'react';
import { useLocation } from 'react-router';
import { useLook } from '../chrome/look.tsx';

export interface LoadedApp {
  readonly plugin: AppPlugin;
  readonly meta: AppPluginMeta;
}

/** The app's own root, as Grafana mounts it below /a/<id>. Another time zone mounts it anew, for all times in it to follow. */
export function AppPage({ loading }: { loading: Promise<LoadedApp> }) {
  const { plugin, meta } = use(loading);
  const { pathname, search } = useLocation();
  const { timeZone } = useLook();
  const Root = plugin.root;
  if (!Root) return null;
  return (
    <PluginContextProvider meta={meta}>
      <ErrorBoundaryAlert key={timeZone} dependencies={[pathname]}>
        <Root
          meta={meta}
          basename={`/a/${meta.id}`}
          path={pathname}
          query={Object.fromEntries(new URLSearchParams(search))}
          onNavChanged={() => undefined}
        />
      </ErrorBoundaryAlert>
    </PluginContextProvider>
  );
}
