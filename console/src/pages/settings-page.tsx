import { PluginContextProvider } from '@grafana/data';
import { Alert } from '@grafana/ui';
import { use } from 'react';
import { PageFrame } from '../chrome/page-frame.tsx';
import type { LoadedApp } from './app-page.tsx';

const page = { text: 'Configuration' };

/** Grafana's page of an app's settings. Nothing is kept here, so it says what holds instead. */
export function SettingsPage({ loading }: { loading: Promise<LoadedApp> }) {
  const { plugin, meta } = use(loading);
  return (
    <PageFrame pageNav={page}>
      <Alert severity="info" title="Nothing to set here">
        The alert service serves this console itself, so it needs neither an address nor a token. In Grafana
        the settings below say where the service is.
      </Alert>
      <PluginContextProvider meta={meta}>
        {plugin.configPages?.map(({ id, body: Body }) => (
          <Body key={id} plugin={plugin} query={{}} />
        ))}
      </PluginContextProvider>
    </PageFrame>
  );
}
