import React, { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { ErrorBoundaryAlert } from '@grafana/ui';
import { AlertPage } from '../alerts/AlertPage';
import { AlertsPage } from '../alerts/AlertsPage';
import { LiveProvider } from '../api/LiveProvider';
import { IncidentPage } from '../incidents/IncidentPage';
import { IncidentsPage } from '../incidents/IncidentsPage';
import { OverviewPage } from '../overview/OverviewPage';
import { MadeRulesPage } from '../rules/MadeRulesPage';
import { RuleGroupPage } from '../rules/RuleGroupPage';
import { RulesPage } from '../rules/RulesPage';
import { SilenceFormPage } from '../silences/SilenceFormPage';
import { SilencePage } from '../silences/SilencePage';
import { SilencesPage } from '../silences/SilencesPage';
import { StatusPage } from '../status/StatusPage';
import { Skeleton } from '../ui/Skeleton';
import { ToastProvider } from '../ui/Toast';
import { paths } from './paths';

/** Few come here often: it is loaded when somebody does. */
const RuleGroupFormPage = lazy(async () => ({
  default: (await import('../rules/form/RuleGroupFormPage')).RuleGroupFormPage,
}));

const DependenciesPage = lazy(async () => ({
  default: (await import('../dependencies/DependenciesPage')).DependenciesPage,
}));
const ChangesPage = lazy(async () => ({ default: (await import('../changes/ChangesPage')).ChangesPage }));
const ObjectivesPage = lazy(async () => ({ default: (await import('../objectives/ObjectivesPage')).ObjectivesPage }));
const ObjectivePage = lazy(async () => ({ default: (await import('../objectives/ObjectivePage')).ObjectivePage }));
const ReportsPage = lazy(async () => ({ default: (await import('../objectives/ReportsPage')).ReportsPage }));
const ReportPage = lazy(async () => ({ default: (await import('../objectives/ReportPage')).ReportPage }));
const WorkflowsPage = lazy(async () => ({ default: (await import('../workflows/WorkflowsPage')).WorkflowsPage }));
const ServicesPage = lazy(async () => ({ default: (await import('../services/ServicesPage')).ServicesPage }));
const ServicePage = lazy(async () => ({ default: (await import('../services/ServicePage')).ServicePage }));
const OnCallPage = lazy(async () => ({ default: (await import('../on-call/calendar/OnCallPage')).OnCallPage }));
const PeoplePage = lazy(async () => ({ default: (await import('../on-call/people/PeoplePage')).PeoplePage }));
const PersonPage = lazy(async () => ({ default: (await import('../on-call/people/PersonPage')).PersonPage }));
const PersonFormPage = lazy(async () => ({
  default: (await import('../on-call/people/PersonFormPage')).PersonFormPage,
}));
const MyPage = lazy(async () => ({ default: (await import('../on-call/me/MyPage')).MyPage }));
const PoliciesPage = lazy(async () => ({ default: (await import('../on-call/policies/PoliciesPage')).PoliciesPage }));
const PolicyPage = lazy(async () => ({ default: (await import('../on-call/policies/PolicyPage')).PolicyPage }));
const PolicyFormPage = lazy(async () => ({
  default: (await import('../on-call/policies/PolicyFormPage')).PolicyFormPage,
}));

export const App = () => (
  <LiveProvider>
    <ToastProvider>
      <ErrorBoundaryAlert title="This page could not be drawn" boundaryName="tocsin-app">
        <Suspense fallback={<Skeleton rows={6} rowHeight={48} />}>
          <Routes>
            <Route path="overview" element={<OverviewPage />} />
            <Route path="services" element={<ServicesPage />} />
            <Route path="services/:name" element={<ServicePage />} />
            <Route path="dependencies" element={<DependenciesPage />} />
            <Route path="changes" element={<ChangesPage />} />
            <Route path="objectives" element={<ObjectivesPage />} />
            <Route path="objectives/:service/:name" element={<ObjectivePage />} />
            <Route path="reports" element={<ReportsPage />} />
            <Route path="reports/:id" element={<ReportPage />} />
            <Route path="workflows" element={<WorkflowsPage />} />
            <Route path="incidents" element={<IncidentsPage />} />
            <Route path="incidents/:id" element={<IncidentPage />} />
            <Route path="alerts" element={<AlertsPage />} />
            <Route path="alerts/:fingerprint" element={<AlertPage />} />
            <Route path="silences" element={<SilencesPage />} />
            <Route path="silences/new" element={<SilenceFormPage />} />
            <Route path="silences/:id" element={<SilencePage />} />
            <Route path="silences/:id/edit" element={<SilenceFormPage />} />
            <Route path="on-call" element={<OnCallPage />} />
            <Route path="policies" element={<PoliciesPage />} />
            <Route path="policies/new" element={<PolicyFormPage />} />
            <Route path="policies/:id" element={<PolicyPage />} />
            <Route path="policies/:id/edit" element={<PolicyFormPage />} />
            <Route path="people" element={<PeoplePage />} />
            <Route path="people/new" element={<PersonFormPage />} />
            <Route path="people/:id" element={<PersonPage />} />
            <Route path="people/:id/edit" element={<PersonFormPage />} />
            <Route path="me" element={<MyPage />} />
            <Route path="rules" element={<RulesPage />} />
            <Route path="rules/new" element={<RuleGroupFormPage />} />
            <Route path="rules/made" element={<MadeRulesPage />} />
            <Route path="rules/made/:id" element={<RuleGroupPage />} />
            <Route path="rules/made/:id/edit" element={<RuleGroupFormPage />} />
            <Route path="status" element={<StatusPage />} />
            <Route path="*" element={<Navigate replace to={paths.overview} />} />
          </Routes>
        </Suspense>
      </ErrorBoundaryAlert>
    </ToastProvider>
  </LiveProvider>
);
