import React, { lazy, Suspense } from 'react';
import { AppPlugin } from '@grafana/data';

const LazyApp = lazy(() => import('./app/App').then(({ App }) => ({ default: App })));

const App = () => (
  <Suspense fallback={null}>
    <LazyApp />
  </Suspense>
);

export const plugin = new AppPlugin().setRootPage(App);
