import { screen, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { alert, incident, minutesAgo } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

test('an incident says what it is, who has it and what happens next, with the graph and the timeline of its alert', async () => {
  const service = new FakeService().install();
  service.alerts = [alert()];
  renderApp('/incidents/INC-4');
  expect(await screen.findByRole('heading', { level: 1, name: '8.4 % of requests to api fail' })).toBeVisible();
  expect(screen.getByText('nobody has it')).toBeVisible();
  expect(screen.getByText('Slack is told again at 03:22')).toBeVisible();
  expect(screen.getByText('it fires now')).toBeVisible();
  expect(await screen.findByRole('img', { name: /^HighErrorRate/ })).toBeVisible();
  const timeline = screen.getByRole('region', { name: 'Timeline' });
  expect(within(timeline).getByText('Not sent to email')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Acknowledge' })).toBeVisible();
});

test('of several alerts the worst that fires is told, by its name', async () => {
  const service = new FakeService().install();
  service.incidents = [incident({ alerts: ['f1', 'f2', 'f3'], firing: 2 })];
  service.alerts = [
    alert({ status: 'resolved', endsAt: minutesAgo(2) }),
    alert({ fingerprint: 'f2', summary: 'The queue grows', severity: 'medium' }),
    alert({ fingerprint: 'f3', summary: 'Nobody works', severity: 'high' }),
  ];
  renderApp('/incidents/INC-4');
  expect(await screen.findByText('of “Nobody works”, newest first')).toBeVisible();
  expect(screen.getByText('2 of 3 fire now')).toBeVisible();
});

test('an incident outlives what is remembered of its alerts', async () => {
  const service = new FakeService().install();
  service.incidents = [incident({ status: 'resolved', firing: 0, resolvedAt: minutesAgo(1), next: 'resolved' })];
  renderApp('/incidents/INC-4');
  expect(await screen.findByText('Its alerts are no longer kept')).toBeVisible();
  expect(screen.getByText('it has ended')).toBeVisible();
  expect(screen.queryByRole('region', { name: 'Timeline' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
});
