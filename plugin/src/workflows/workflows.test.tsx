import { screen, waitFor, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { renderApp } from '../test/renderApp';

function start(change: (service: FakeService) => void = () => undefined) {
  const service = new FakeService();
  change(service);
  service.install();
  return { service, ...renderApp('/workflows') };
}

test('counts, rates and durations stand by agent and by type', async () => {
  start();
  expect(
    await screen.findByRole('heading', { level: 1, name: '95.8 % succeed, 3 running, 1 paused, 18 failed.' })
  ).toBeVisible();
  const coder = screen.getByRole('rowheader', { name: 'coder' }).closest('tr');
  expect(coder).toHaveTextContent(/200\s*180\s*15\s*92 %.*32 s/);
  expect(screen.getByRole('rowheader', { name: 'tester' }).closest('tr')).toHaveTextContent('–');
});

test('a workflow is paused by a button, and what came of it is said and kept', async () => {
  const { service, user } = start();
  await user.click(await screen.findByRole('button', { name: 'Pause wf-1024' }));
  expect((await screen.findAllByText('orchestrator did it after 0.2 s'))[0]).toBeVisible();
  expect(service.asked).toContain('POST /workflows/wf-1024/pause');
  expect(await screen.findByRole('button', { name: 'Resume wf-1024' })).toBeVisible();
});

test('that nobody answered is said, and is no yes', async () => {
  const { user } = start((service) => {
    const at = new Date().toISOString();
    service.answers.set('POST /workflows/wf-1024/cancel', {
      ...{ id: 'c', workflow: 'wf-1024', action: 'cancel', phase: 'nobody-answered', by: 'Mia', at },
      detail: 'Nobody answered for 10 s: it may still run.',
    });
  });
  await user.click(await screen.findByRole('button', { name: 'Cancel wf-1024' }));
  expect(await screen.findByText('Nobody answered for 10 s: it may still run.')).toBeVisible();
});

test('Redis that is gone is shown as gone, above what was last known', async () => {
  start(({ night }) => {
    Object.assign(night.source, {
      connected: false,
      error: 'connect ECONNREFUSED 127.0.0.1:6379',
      sentence: 'Redis has not answered since 03:15.',
    });
  });
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Redis has not answered since 03:15.');
  expect(alert).toHaveTextContent('Everything else goes on.');
  expect(screen.getByRole('rowheader', { name: 'coder' })).toBeVisible();
});

test('the list is narrowed by state, in the address', async () => {
  const { user, address } = start();
  await user.click(await screen.findByRole('radio', { name: 'Failed' }));
  await waitFor(() => expect(address()).toBe('/workflows?state=failed'));
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Pause/ })).toBeNull());
  const list = screen.getByRole('columnheader', { name: 'Workflow' }).closest('table');
  expect(within(list!).getAllByText('failed')).toHaveLength(4);
});
