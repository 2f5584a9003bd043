import React from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { ErrorBoundaryAlert } from '@grafana/ui';
import { AlertPage } from '../alerts/AlertPage';
import { AlertsPage } from '../alerts/AlertsPage';
import { LiveProvider } from '../api/LiveProvider';
import { IncidentPage } from '../incidents/IncidentPage';
import { IncidentsPage } from '../incidents/IncidentsPage';
import { OverviewPage } from '../overview/OverviewPage';
import { RulesPage } from '../rules/RulesPage';
import { SilenceFormPage } from '../silences/SilenceFormPage';
import { SilencePage } from '../silences/SilencePage';
import { SilencesPage } from '../silences/SilencesPage';
import { StatusPage } from '../status/StatusPage';
import { ToastProvider } from '../ui/Toast';
import { paths } from './paths';

export const App = () => (
  <LiveProvider>
    <ToastProvider>
      <ErrorBoundaryAlert title="This page could not be drawn" boundaryName="tocsin-app">
        <Routes>
          <Route path="overview" element={<OverviewPage />} />
          <Route path="incidents" element={<IncidentsPage />} />
          <Route path="incidents/:id" element={<IncidentPage />} />
          <Route path="alerts" element={<AlertsPage />} />
          <Route path="alerts/:fingerprint" element={<AlertPage />} />
          <Route path="silences" element={<SilencesPage />} />
          <Route path="silences/new" element={<SilenceFormPage />} />
          <Route path="silences/:id" element={<SilencePage />} />
          <Route path="silences/:id/edit" element={<SilenceFormPage />} />
          <Route path="rules" element={<RulesPage />} />
          <Route path="status" element={<StatusPage />} />
          <Route path="*" element={<Navigate replace to={paths.overview} />} />
        </Routes>
      </ErrorBoundaryAlert>
    </ToastProvider>
  </LiveProvider>
);
