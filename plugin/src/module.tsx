import React, { lazy, Suspense } from 'react';
import { AppPlugin } from '@grafana/data';
import type { ConfigurationProps } from './configuration/ConfigurationPage';
import type { Settings } from './configuration/settings';

const LazyApp = lazy(() => import('./app/App').then(({ App }) => ({ default: App })));
const LazyConfiguration = lazy(() =>
  import('./configuration/ConfigurationPage').then(({ ConfigurationPage }) => ({ default: ConfigurationPage }))
);

const App = () => (
  <Suspense fallback={null}>
    <LazyApp />
  </Suspense>
);

const Configuration = (props: ConfigurationProps) => (
  <Suspense fallback={null}>
    <LazyConfiguration {...props} />
  </Suspense>
);

export const plugin = new AppPlugin<Settings>().setRootPage(App).addConfigPage({
  title: 'Configuration',
  icon: 'cog',
  body: Configuration,
  id: 'configuration',
});
