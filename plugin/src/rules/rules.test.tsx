import { screen, waitFor, within } from '@testing-library/react';
import type { DataSource } from '@tocsin/api';
import { FakeService } from '../test/fakeService';
import { keptGroup, minutesAgo, overview, rule, ruleGroup } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

const builtIn = ruleGroup({
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
  source: 'default',
  name: 'Prometheus',
  url: 'http://127.0.0.1:9090',
  healthy: false,
  since: minutesAgo(3),
  error: 'connect ECONNREFUSED 127.0.0.1:9090',
};

test('the rule that Tocsin brings says in words when it fires, and that it comes from no file', async () => {
  const service = new FakeService().install();
  service.rules = { groups: [ruleGroup(), builtIn], dataSources: [] };
  renderApp('/rules');
  const own = await screen.findByRole('region', { name: 'tocsin' });
  expect(within(own).getByText('TocsinPrometheusUnreachable')).toBeVisible();
  expect(within(own).getByText('the data source Prometheus does not answer')).toBeVisible();
  expect(within(own).getByText('for 1 min')).toBeVisible();
  expect(screen.getByRole('region', { name: 'built in' })).toContainElement(own);
  expect(within(own).getByText('1 rule, every 5 s')).toBeVisible();
  expect(screen.queryByText('vector(1)')).toBeNull();
  expect(screen.getByRole('heading', { name: 'rules/services.yml' })).toBeVisible();
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
  service.rules = { groups: [ruleGroup({ rules: [rule({ missingSince: minutesAgo(7) })] })], dataSources: [] };
  renderApp('/rules');
  expect(await screen.findByText(/^No data for/)).toHaveTextContent('No data for 7 min');
});

const source = (change: Partial<DataSource> = {}): DataSource => ({
  source: 'default',
  name: 'Prometheus',
  url: 'http://127.0.0.1:9090',
  healthy: true,
  ...change,
});

test('a rule says why it fails, what holds its alert, what it lacks and what can never match', async () => {
  const service = new FakeService().install();
  service.rules = {
    groups: [
      ruleGroup({
        rules: [
          rule({ id: '1', name: 'Broken', health: 'error', lastError: 'parse error: unclosed parenthesis' }),
          rule({ id: '2', name: 'Held', state: 'firing', heldSince: minutesAgo(3), missingSince: minutesAgo(2) }),
          rule({ id: '3', name: 'Misled', caveat: 'a rule that it reads from failed' }),
          rule({
            id: '4',
            name: 'Blind',
            findings: [
              {
                severity: 'warning',
                message: 'nothing has matched up{jb="a"}: no label jb',
                remedy: 'did you mean job?',
              },
            ],
          }),
          rule({ id: '5', name: 'job:errors:rate5m', kind: 'recording', record: 'job:errors:rate5m' }),
        ],
      }),
    ],
    dataSources: [source()],
  };
  const { user, address } = renderApp('/rules');
  expect(await screen.findByText('5 rules, 1 cannot be evaluated, 1 with findings.')).toBeVisible();
  expect(screen.getByText('parse error: unclosed parenthesis')).toBeVisible();
  expect(screen.getByText(/Its condition has been gone for/)).toHaveTextContent('for 3 min; it waits for its recovery');
  expect(screen.getByText(/No data for/)).toHaveTextContent('No data for 2 min');
  expect(screen.getByText('A rule that it reads from failed.')).toBeVisible();
  expect(screen.getByText(/Nothing has matched up/)).toHaveTextContent('no label jb. Did you mean job?');
  expect(screen.getByText('Records this series')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'With findings 1' }));
  await waitFor(() => expect(screen.queryByText('Broken')).toBeNull());
  expect(screen.getByText('Blind')).toBeVisible();
  expect(address()).toBe('/rules?show=findings');
});

test('many groups stand folded, and the rules of one exist once it is opened', async () => {
  const service = new FakeService().install();
  const many = Array.from({ length: 200 }, (_, at) =>
    ruleGroup({
      id: `g${at}`,
      name: `group-${at}`,
      rules: Array.from({ length: 50 }, (__, index) => rule({ id: `${at}-${index}`, name: `Rule${index}Of${at}` })),
    })
  );
  service.rules = { groups: many, dataSources: [source()] };
  const { user } = renderApp('/rules');
  // By its words: roles of so many elements are slow to find.
  const toggle = await screen.findByText('group-7', undefined, { timeout: 20_000 });
  expect(screen.queryByText('Rule0Of7')).toBeNull();
  await user.click(toggle);
  expect(await screen.findByText('Rule0Of7', undefined, { timeout: 20_000 })).toBeVisible();
  expect(screen.queryByText('Rule0Of8')).toBeNull();
}, 60_000);

test('the last evaluations of a rule are asked for when somebody looks', async () => {
  const service = new FakeService().install();
  const evaluation = { at: minutesAgo(1), durationMs: 3, samples: 2, result: 'firing', curl: 'curl x' } as const;
  service.rules = { groups: [ruleGroup({ rules: [rule({ evaluations: [evaluation] })] })], dataSources: [source()] };
  const { user } = renderApp('/rules');
  await user.click(await screen.findByRole('button', { name: 'Details of HighErrorRate' }));
  expect(await screen.findByRole('button', { name: /^Copy the curl command/ })).toBeVisible();
  expect(service.asked).toContain('GET /rules?evaluations=0');
  expect(service.asked).toContain('GET /rules?group=g');
});

test('what waits for a remote write, why rules are asked one by one, and a group that is not evaluated are said', async () => {
  const service = new FakeService().install();
  service.keptGroups = [keptGroup({ problem: 'there is no data source "eu"' })];
  service.rules = {
    groups: [ruleGroup({ file: 'app', name: 'made', editable: true, keptId: 'checkout' })],
    dataSources: [
      source({
        together: { on: false, since: minutesAgo(5), why: 'queries for several rules fail too often' },
        remoteWrites: [{ name: 'mimir', url: 'http://mimir/push', waiting: 1200, behindSeconds: 90 }],
      }),
    ],
  };
  renderApp('/rules');
  expect(await screen.findByText('For an hour at a time: queries for several rules fail too often.')).toBeVisible();
  expect(screen.getByText('1200 samples wait, the oldest for 1 min')).toBeVisible();
  expect(screen.getByRole('list', { name: 'Not evaluated' })).toHaveTextContent(
    'checkout is kept and not evaluated: there is no data source "eu"'
  );
  expect(screen.getByRole('region', { name: 'made here' })).toBeVisible();
});
