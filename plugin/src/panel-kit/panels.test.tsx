import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { type ComponentType } from 'react';
import { getDefaultTimeRange, type InterpolateFunction, LoadingState, type PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { ActiveAlerts, chosen } from '../panels/active-alerts/ActiveAlerts';
import { defaults as activeAlerts } from '../panels/active-alerts/options';
import { AlertFrequency } from '../panels/alert-frequency/AlertFrequency';
import { defaults as alertFrequency } from '../panels/alert-frequency/options';
import { DependencyMapPanel } from '../panels/dependency-map/DependencyMapPanel';
import { defaults as dependencyMap } from '../panels/dependency-map/options';
import { defaults as serviceStatus } from '../panels/service-status/options';
import { ServiceStatus } from '../panels/service-status/ServiceStatus';
import { defaults as sloBudget } from '../panels/slo-budget/options';
import { SloBudget } from '../panels/slo-budget/SloBudget';
import { FakeService } from '../test/fakeService';
import { alert } from '../test/fixtures';
import { linkOf } from './linkOf';

function show<T extends object>(Panel: ComponentType<PanelProps<T>>, options: T) {
  const props = {
    data: { series: [], state: LoadingState.Done, timeRange: getDefaultTimeRange() },
    options,
    width: 600,
    height: 300,
    replaceVariables: fill,
  } as unknown as PanelProps<T>;
  return render(<Panel {...props} />);
}

/** As a dashboard does with `service` chosen, and what is scoped. */
const fill: InterpolateFunction = (text = '', scoped = {}) =>
  text.replace(/\$\{(\w+)\}/g, (_, name: string) => scoped[name]?.value ?? (name === 'service' ? 'api' : ''));

const start = (change: Partial<FakeService> = {}) => Object.assign(new FakeService(), change).install();

const muted = { reason: 'muted-interval', intervals: ['nights'] } as const;

test('active alerts: the worst first, what is muted or pending only where it is asked for', () => {
  const alerts = [
    alert({ fingerprint: 'low', severity: 'low' }),
    alert({ fingerprint: 'worst', severity: 'critical' }),
    alert({ fingerprint: 'muted', severity: 'critical', muted: { ...muted, intervals: ['nights'] } }),
    alert({ fingerprint: 'pending', status: 'pending', severity: 'high' }),
  ];
  const keys = (options: Partial<typeof activeAlerts>) =>
    chosen(alerts, { ...activeAlerts, ...options }).map(({ fingerprint }) => fingerprint);
  expect(keys({})).toEqual(['worst', 'low']);
  expect(keys({ showMuted: true, showPending: true, atLeast: 'high' })).toEqual(['worst', 'muted', 'pending']);
  expect(keys({ search: 'no such text' })).toEqual([]);
});

test('active alerts lead to their page of the app, or where the dashboard says', async () => {
  start({ alerts: [alert()] });
  const { unmount } = show(ActiveAlerts, activeAlerts);
  expect((await screen.findAllByRole('link'))[0]).toHaveAttribute('href', '/a/tocsin-tocsin-app/alerts/f1');
  unmount();
  show(ActiveAlerts, { ...activeAlerts, link: '/d/tocsin-service-detail?var-service=${service}' });
  expect((await screen.findAllByRole('link'))[0]).toHaveAttribute('href', '/d/tocsin-service-detail?var-service=api');
});

test('a link that would run as a script is none', () => {
  const about = { usual: '/a', values: {}, replaceVariables: fill };
  expect(linkOf('javascript:alert(1)', about)).toBe('about:blank');
});

test('no alert is said in words, and so is a service that does not answer', async () => {
  const service = start({ alerts: [] });
  const { unmount } = show(ActiveAlerts, activeAlerts);
  expect(await screen.findByText('No alert fires.')).toBeVisible();
  unmount();
  service.down = true;
  show(ActiveAlerts, activeAlerts);
  expect(await screen.findByRole('alert')).toHaveTextContent('How things are is not known from here.');
});

test('alert frequency: a bar for each day, read aloud by severity', async () => {
  start();
  show(AlertFrequency, alertFrequency);
  expect(await screen.findAllByRole('listitem')).toHaveLength(7);
  expect(screen.getAllByText(/\d+ alerts?, \d+ (critical|high|medium|low)/)[0]).toBeInTheDocument();
});

test('the map of a panel opens the page of a service, around what the dashboard has chosen', async () => {
  const service = start();
  show(DependencyMapPanel, { ...dependencyMap, around: '${service}' });
  await userEvent.click(await screen.findByRole('button', { name: /^postgres/ }));
  expect(locationService.getLocation().pathname).toBe('/a/tocsin-tocsin-app/services/postgres');
  expect(service.asked).toContain('GET /dependencies?around=api&depth=1');
});

test('service status: what Tocsin knows, with 24 hours of each, or only what is not healthy', async () => {
  start();
  const { unmount } = show(ServiceStatus, { ...serviceStatus, source: 'tocsin' });
  expect(await screen.findByRole('img', { name: /^api, / })).toBeVisible();
  expect(screen.getByText('8.4 % errors, p95 840 ms')).toBeVisible();
  unmount();
  show(ServiceStatus, { ...serviceStatus, source: 'tocsin', onlyUnhealthy: true });
  expect(await screen.findByRole('link', { name: 'postgres' })).toBeVisible();
  expect(screen.queryByRole('link', { name: 'catalog' })).toBeNull();
});

test('error budgets: broken first, only those that were asked for', async () => {
  start();
  show(SloBudget, { ...sloBudget, kinds: 'slo' });
  const links = await screen.findAllByRole('link');
  expect(links.map(({ textContent }) => textContent)).toEqual([
    'api: availability',
    'mail-relay: availability',
    'api: fast',
    'catalog: availability',
  ]);
  expect(screen.getAllByRole('meter')).toHaveLength(4);
});

const panels = path.join(__dirname, '..', 'panels');

/** The files that end up in the panel's module.js. */
function filesFrom(file: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(file)) {
    seen.add(file);
    for (const [, source = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']*)(?<!\.json)'/g)) {
      const base = path.resolve(path.dirname(file), source);
      const found = [`${base}.ts`, `${base}.tsx`].find(existsSync);
      expect(found).toBeDefined();
      filesFrom(found!, seen);
    }
  }
  return seen;
}

test.each(readdirSync(panels))(
  '%s is one module: nothing is loaded later, and nothing of the service but types',
  (panel) => {
    const files = [...filesFrom(path.join(panels, panel, 'module.tsx'))];
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const text = readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
      expect(text).not.toMatch(/\bimport\(|React\.lazy|\blazy\(/);
      expect(text).not.toMatch(/import (?!type )[^;]*from '@tocsin\//);
    }
  }
);
