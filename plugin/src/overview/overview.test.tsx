import { screen, waitFor, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { quiet } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

test('in five seconds: what is wrong, who has it, what happens next, how the services are', async () => {
  new FakeService().install();
  renderApp('/overview');
  expect(
    await screen.findByRole('heading', { level: 1, name: /api has been failing for 12 min. Nobody/ })
  ).toBeVisible();
  const incidents = screen.getByRole('table', { name: 'Active incidents' });
  expect(within(incidents).getByText('INC-4 · api · Slack is told again at 03:22')).toBeVisible();
  expect(within(incidents).getByText('Nobody')).toBeVisible();
  const health = screen.getByRole('table', { name: 'Service health' });
  const service = within(health).getByRole('row', { name: /^Payments API/ });
  expect(within(service).getByText('failing')).toBeVisible();
  expect(within(service).getByText('8.4 %')).toBeVisible();
  expect(within(service).getByRole('img', { name: /^api, last 24 h: failing .*, degraded/ })).toBeInTheDocument();
  expect(screen.getByText('6 of 11 healthy')).toBeVisible();
  expect(screen.getByRole('link', { name: '3 more, healthy' })).toBeVisible();
  expect(screen.getByText('2 min before api began to fail')).toBeVisible();
  expect(await screen.findByText(/^7 days, \d+ alerts$/)).toBeVisible();
  expect(screen.getByText(/failing since/)).toBeVisible();
  expect(screen.getByText('2 waiting. connection refused')).toBeVisible();
});

test('acknowledging takes one click, is said in words, and Undo hands it back', async () => {
  const service = new FakeService().install();
  const { user } = renderApp('/overview');
  await user.click(await screen.findByRole('button', { name: 'Acknowledge INC-4' }));
  expect(await screen.findByText('You have INC-4. Nobody else is paged.')).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Acknowledge INC-4' })).toBeNull());
  await user.click(screen.getByRole('button', { name: /^Undo/ }));
  expect(await screen.findByRole('button', { name: 'Acknowledge INC-4' })).toBeVisible();
  expect(service.asked.filter((line) => line.startsWith('POST'))).toEqual([
    'POST /incidents/INC-4/acknowledge',
    'POST /incidents/INC-4/hand-back',
  ]);
});

test('an acknowledgement that did not arrive is never a yes', async () => {
  const service = new FakeService().install();
  service.refusal = {
    status: 503,
    body: { type: 'about:blank', title: 'Busy', status: 503, detail: 'The database is read-only' },
  };
  const { user } = renderApp('/overview');
  await user.click(await screen.findByRole('button', { name: 'Acknowledge INC-4' }));
  expect(await screen.findByText('INC-4 was not acknowledged: The database is read-only')).toBeVisible();
  service.refusal = undefined;
  await user.click(screen.getByRole('button', { name: /^Try again/ }));
  expect(await screen.findByText(/^You have INC-4/)).toBeVisible();
});

test('one who may only look sees no button, and a line says who may act', async () => {
  const service = new FakeService().install();
  service.role = 'viewer';
  renderApp('/overview');
  expect(await screen.findByText('You can look; operators can act')).toBeVisible();
  expect(screen.queryByRole('button', { name: /Acknowledge/ })).toBeNull();
});

test('quiet has its own words and no primary button', async () => {
  const service = new FakeService().install();
  service.overview = quiet();
  renderApp('/overview');
  expect(await screen.findByRole('heading', { name: 'All is well.' })).toBeVisible();
  expect(screen.getByText('Nothing needs you.')).toBeVisible();
  expect(screen.getByText(/Tocsin watches 9 rules/)).toBeVisible();
  expect(screen.queryByRole('button', { name: /Acknowledge/ })).toBeNull();
});

test('a commit on the stream changes the page without waiting for the next beat', async () => {
  const service = new FakeService().install();
  service.overview = quiet();
  renderApp('/overview');
  await screen.findByText('Nothing needs you.');
  await waitFor(() => expect(screen.getByText('Live')).toBeVisible());
  service.overview = new FakeService().overview;
  service.commit();
  expect(await screen.findByText('api has been failing for 12 min. Nobody has it.')).toBeVisible();
});

test('where no service is known, it says where services come from and what to write', async () => {
  const service = new FakeService().install();
  service.night.services.length = 0;
  renderApp('/overview');
  expect(await screen.findByText('No service is known yet')).toBeVisible();
  expect(screen.getByText(/^services:/)).toBeVisible();
});

test('a data source that is silent is named where what it measures is shown', async () => {
  const service = new FakeService().install();
  service.overview = {
    ...service.overview,
    dataSources: [{ name: 'Prometheus', url: 'http://127.0.0.1:9090', healthy: false, since: '2026-10-20T03:14:00Z' }],
  };
  renderApp('/overview');
  expect(await screen.findByText(/Prometheus does not answer since 03:14: what only it measures/)).toBeVisible();
});

test('the executive view says in one word and sentence how things are, and what was kept', async () => {
  const service = new FakeService().install();
  service.answers.set('GET /on-call', { at: service.overview.now, schedules: [] });
  const { user, address } = renderApp('/overview');
  await user.click(await screen.findByRole('radio', { name: 'Executive' }));
  expect(address()).toBe('/overview?view=executive');
  const now = within(await screen.findByRole('region', { name: 'Now' }));
  expect(now.getByText('Failing')).toBeVisible();
  expect(now.getByText(/^api has been failing for 12 min/)).toBeVisible();
  expect(screen.getByText('database connections 98 %, over 90 %: red')).toBeVisible();
  expect((await screen.findAllByText(/^9\d\.\d+ %$|^100 %$/)).length).toBeGreaterThan(3);
  expect(await screen.findByText('2 of 5 kept')).toBeVisible();
  expect(await screen.findByText(/^2 since/)).toBeVisible();
});

test('the executive view is never greener than the services are', async () => {
  const service = new FakeService().install();
  renderApp('/overview?view=executive');
  await screen.findByRole('region', { name: 'Now' });
  service.night.services.forEach((one) => Object.assign(one, { state: 'no-data', word: 'no data' }));
  service.commit();
  expect(await screen.findByText('Not known')).toBeVisible();
});
