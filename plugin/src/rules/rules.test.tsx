import { screen, within } from '@testing-library/react';
import type { DataSource, Rule, RuleGroup } from '@tocsin/api';
import { FakeService } from '../test/fakeService';
import { minutesAgo, overview } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

const rule = (change: Partial<Rule>): Rule => ({
  id: 'r',
  name: 'HighErrorRate',
  expression: 'errors / total\n  > 0.05\n',
  kind: 'alerting',
  forSeconds: 5,
  keepFiringForSeconds: 0,
  findings: [],
  labels: {},
  annotations: {},
  state: 'inactive',
  health: 'ok',
  alerts: [],
  evaluations: [],
  ...change,
});

const group = (change: Partial<RuleGroup>): RuleGroup => ({
  id: 'g',
  file: '/etc/tocsin/rules/services.yml',
  name: 'services',
  intervalSeconds: 5,
  missedIterations: 0,
  source: 'default',
  limit: 0,
  editable: false,
  rules: [rule({})],
  ...change,
});

const builtIn = group({
  id: 't',
  file: 'tocsin',
  name: 'tocsin',
  rules: [
    rule({
      id: 't',
      name: 'TocsinPrometheusUnreachable',
      expression: 'vector(1)',
      forSeconds: 60,
      labels: { source: 'Prometheus' },
    }),
  ],
});

const silent: DataSource = {
  name: 'Prometheus',
  url: 'http://127.0.0.1:9090',
  healthy: false,
  since: minutesAgo(3),
  error: 'connect ECONNREFUSED 127.0.0.1:9090',
};

test('the rule that Tocsin brings says in words when it fires, and that it comes from no file', async () => {
  const service = new FakeService().install();
  service.rules = { groups: [group({}), builtIn], dataSources: [] };
  renderApp('/rules');
  const own = await screen.findByRole('region', { name: 'tocsin' });
  expect(within(own).getByText('TocsinPrometheusUnreachable')).toBeVisible();
  expect(within(own).getByText('the data source Prometheus does not answer')).toBeVisible();
  expect(within(own).getByText('for 1 min')).toBeVisible();
  expect(within(own).getByText('built in, every 5 s')).toBeVisible();
  expect(screen.queryByText('vector(1)')).toBeNull();
  expect(screen.getByText('rules/services.yml, every 5 s')).toBeVisible();
});

test('a silent data source is said on the pages of rules and status, with since when, why and its address', async () => {
  const service = new FakeService().install();
  service.rules = { groups: [builtIn], dataSources: [silent] };
  service.overview = overview({ dataSources: [silent] });
  const { unmount } = renderApp('/rules');
  expect(await screen.findByText(/^1 rule, none fails\. Prometheus does not answer since \d\d:\d\d\.$/)).toBeVisible();
  unmount();
  renderApp('/status');
  expect(await screen.findByText(/^Prometheus does not answer\./)).toBeVisible();
  expect(screen.getByText('http://127.0.0.1:9090. connect ECONNREFUSED 127.0.0.1:9090')).toBeVisible();
});

test('a rule whose data are missing says for how long', async () => {
  const service = new FakeService().install();
  service.rules = { groups: [group({ rules: [rule({ missingSince: minutesAgo(7) })] })], dataSources: [] };
  renderApp('/rules');
  expect(await screen.findByText(/^No data for/)).toHaveTextContent('No data for 7 min');
});
