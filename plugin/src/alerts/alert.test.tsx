import { screen, waitFor, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { alert } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

function start() {
  const service = new FakeService().install();
  service.alerts = [alert()];
  return { service, ...renderApp('/alerts/f1') };
}

test('an alert explains itself: sentence, limit, labels, links, what happened and what did not', async () => {
  start();
  expect(await screen.findByRole('heading', { level: 1, name: /8.4 % of requests.*Nobody has it/ })).toBeVisible();
  expect(await screen.findByRole('img', { name: 'HighErrorRate: 8.4 %, limit 5 %' })).toBeVisible();
  expect(screen.getByText('limit 5 %', { selector: 'text' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: /What to do/ })).toHaveAttribute(
    'href',
    'https://runbooks.example.org/errors'
  );
  const timeline = screen.getByRole('region', { name: 'Timeline' });
  const [newest] = within(timeline).getAllByRole('listitem');
  expect(newest).toHaveTextContent('03:05:33Not sent to emailmuted by interval nights until 07:00muted-interval');
  expect(within(screen.getByRole('region', { name: 'Last evaluations' })).getByText('2.4 ms')).toBeVisible();
});

test('an address that is no web address never becomes a link', async () => {
  start();
  await screen.findByRole('link', { name: /What to do/ });
  expect(screen.queryByRole('link', { name: /Expression at its source/ })).toBeNull();
});

test('who has it is said, and the way back is quiet', async () => {
  const { user } = start();
  await user.click(await screen.findByRole('button', { name: 'Acknowledge' }));
  expect(await screen.findByText(/Mia has it/)).toBeVisible();
  await user.click(await screen.findByRole('button', { name: 'Hand back' }));
  expect(await screen.findByRole('button', { name: 'Acknowledge' })).toBeVisible();
});

test('the time that is looked at stands in the address', async () => {
  const { user, address, service } = start();
  await user.click(await screen.findByRole('radio', { name: '6 h' }));
  await waitFor(() => expect(address()).toBe('/alerts/f1?range=6h'));
  expect(service.asked.some((line) => line.includes('/query_range') && line.includes('step=90'))).toBe(true);
});

test('an alert that is not known says why it may be', async () => {
  const service = new FakeService().install();
  service.alerts = [];
  renderApp('/alerts/gone');
  expect(await screen.findByText('Tocsin does not know this alert')).toBeVisible();
});

test('a condition that is no limit, like up == 0, has no limit drawn and no number that says nothing', async () => {
  const service = new FakeService().install();
  service.alerts = [alert({ measure: { value: '0', limit: 0, comparison: '==', expression: 'up == 0', text: '' } })];
  renderApp('/alerts/f1');
  expect(await screen.findByRole('img', { name: /^HighErrorRate/ })).toBeVisible();
  expect(screen.queryByText(/^limit/)).toBeNull();
});
