import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { alert } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

const three = () => [
  alert({
    fingerprint: 'f3',
    name: 'DiskLow',
    summary: 'Disk is nearly full',
    severity: 'medium',
    status: 'pending',
    incident: undefined,
  }),
  alert(),
  alert({
    fingerprint: 'f2',
    name: 'Queue',
    summary: 'The queue grows',
    severity: 'high',
    service: 'worker',
    labels: { service: 'worker', severity: 'high' },
    incident: 'INC-5',
  }),
];

const names = () =>
  within(screen.getByRole('table', { name: 'Alerts' }))
    .getAllByRole('link')
    .map((link) => link.textContent);

function startWith(alerts = three()) {
  const service = new FakeService().install();
  service.alerts = alerts;
  return service;
}

test('the worst stands first, with severity, state, age, owner and service in words', async () => {
  startWith();
  renderApp('/alerts');
  await screen.findByText('The queue grows');
  expect(names()).toEqual(['8.4 % of requests to api fail', 'The queue grows', 'Disk is nearly full']);
  const [, first] = screen.getAllByRole('row');
  for (const words of ['Critical', 'Firing', '12 min', 'Nobody', 'api', 'HighErrorRate · 8.4 %, limit 5 %']) {
    expect(within(first!).getByText(words)).toBeVisible();
  }
});

test('what is typed filters at once and stands in the address; when none match, the page says how many there are', async () => {
  startWith();
  const { user, address } = renderApp('/alerts');
  await screen.findByText('The queue grows');
  await user.type(screen.getByRole('textbox'), 'service=api crit');
  expect(names()).toEqual(['8.4 % of requests to api fail', 'Disk is nearly full']);
  expect(address()).toBe('/alerts?q=service%3Dapi+crit');
  await user.type(screen.getByRole('textbox'), ' nonsense');
  expect(await screen.findByText('None match')).toBeVisible();
  await user.click(screen.getAllByRole('button', { name: 'Clear' })[0]!);
  await waitFor(() => expect(names()).toHaveLength(3));
});

test('j and k move, a acknowledges, Enter opens', async () => {
  const service = startWith();
  const { user, address } = renderApp('/alerts');
  await screen.findByText('The queue grows');
  await waitFor(() => expect(screen.getByText('Live')).toBeVisible());
  await user.keyboard('jj');
  expect(screen.getByRole('link', { name: 'The queue grows' })).toHaveFocus();
  await user.keyboard('ka');
  expect(await screen.findByText(/^You have INC-4/)).toBeVisible();
  expect(service.asked).toContain('POST /incidents/INC-4/acknowledge');
  await user.keyboard('{Enter}');
  expect(address()).toBe('/alerts/f1');
});

test('under the pointer nothing moves: a new alert waits in its line until it is taken in', async () => {
  const service = startWith();
  const { user } = renderApp('/alerts');
  await screen.findByText('The queue grows');
  await waitFor(() => expect(screen.getByText('Live')).toBeVisible());
  fireEvent.pointerEnter(screen.getByRole('table', { name: 'Alerts' }));
  service.alerts = [
    alert({ fingerprint: 'f9', summary: 'The newcomer', startsAt: '2026-01-01T00:00:00Z' }),
    alert({ status: 'acknowledged', assignee: 'Sam' }),
    ...three().filter(({ fingerprint }) => fingerprint === 'f3'),
  ];
  act(() => service.commit());
  expect(await screen.findByText('1 new, the worst critical')).toBeVisible();
  expect(names()).toEqual(['8.4 % of requests to api fail', 'The queue grows', 'Disk is nearly full']);
  expect(screen.getByText('Sam')).toBeVisible();
  await user.keyboard('.');
  await waitFor(() => expect(names()).toContain('The newcomer'));
});

test('5,000 alerts cost what is in sight, are counted exactly, and are filtered as one types', async () => {
  startWith(
    Array.from({ length: 5000 }, (_, node) => alert({ fingerprint: `n${node}`, summary: `node ${node} fails` }))
  );
  const { user } = renderApp('/alerts');
  expect(await screen.findByText('5000 of 5000 shown')).toBeVisible();
  expect(screen.getAllByRole('row').length).toBeLessThan(60);
  expect(screen.getByRole('table', { name: 'Alerts' })).toHaveAttribute('aria-rowcount', '5001');
  await user.type(screen.getByRole('textbox'), 'node 4321');
  await waitFor(() => expect(names()).toEqual(['node 4321 fails']));
});

test('no alerts at all: what that means, and the next step', async () => {
  startWith([]);
  renderApp('/alerts');
  expect(await screen.findByText('No active alerts')).toBeVisible();
  expect(screen.getByRole('link', { name: 'The rules' })).toBeVisible();
});

test('the service goes silent: the last good rows stay in the past tense, with since when', async () => {
  jest.useFakeTimers();
  const service = startWith();
  renderApp('/alerts');
  await act(() => jest.advanceTimersByTimeAsync(1000));
  expect(screen.getByText('Live')).toBeVisible();
  service.stop();
  await act(() => jest.advanceTimersByTimeAsync(6000));
  expect(screen.getByText(/^Stale since \d\d:\d\d/)).toBeVisible();
  expect(screen.getAllByText('was firing')).toHaveLength(2);
  service.down = false;
  await act(() => jest.advanceTimersByTimeAsync(6000));
  expect(screen.getByText('Live')).toBeVisible();
  expect(screen.getAllByText('Firing')).toHaveLength(2);
  jest.useRealTimers();
});
