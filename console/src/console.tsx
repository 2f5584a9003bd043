import { ErrorBoundaryAlert } from '@grafana/ui';
import { Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { LookProvider } from './chrome/look.tsx';
import { Routing } from './chrome/routing.tsx';
import { Shell } from './chrome/shell.tsx';
import { app } from './host/plugin-meta.ts';
import { AppPage, type LoadedApp } from './pages/app-page.tsx';
import { DashboardPage } from './pages/dashboard-page.tsx';
import { FirstPage } from './pages/first-page.tsx';
import { PanelPage } from './pages/panel-page.tsx';
import { SettingsPage } from './pages/settings-page.tsx';
import { PhonePage } from './phone/phone-page.tsx';
import { UnknownPage } from './pages/unknown-page.tsx';

export function Console({ loading }: { loading: Promise<LoadedApp> }) {
  return (
    <LookProvider>
      <Routing>
        <Shell>
          <ErrorBoundaryAlert title="Tocsin's pages could not be loaded. The alert service may go on without them: see its log, then load this page anew.">
            <Suspense fallback={null}>
              <Routes>
                <Route path="/" element={<FirstPage />} />
                <Route path={`/a/${app.id}/*`} element={<AppPage loading={loading} />} />
                <Route path={`/plugins/${app.id}`} element={<SettingsPage loading={loading} />} />
                <Route path="/console/panels" element={<PanelPage />} />
                <Route path="/console/panels/:panelId" element={<PanelPage />} />
                <Route path="/console/phone" element={<PhonePage />} />
                <Route path="/d/:uid" element={<DashboardPage />} />
                <Route path="*" element={<UnknownPage />} />
              </Routes>
            </Suspense>
          </ErrorBoundaryAlert>
        </Shell>
      </Routing>
    </LookProvider>
  );
}
