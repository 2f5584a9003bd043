import { screen, waitFor, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { alert, incident, minutesAgo, silence } from '../test/fixtures';
import { renderApp } from '../test/renderApp';

function start(path: string, change: Partial<FakeService> = {}) {
  const service = Object.assign(new FakeService(), change).install();
  return { service, ...renderApp(path) };
}

const pending = silence({
  id: 's2',
  state: 'pending',
  text: '{team="b"}',
  startsAt: minutesAgo(-30),
  createdBy: 'Tom',
  hidesNow: 0,
});

test('the list says who, why, until when, and what each hides now', async () => {
  start('/silences', { silences: [silence(), pending] });
  expect(await screen.findByText('1 active, hiding 2 alerts now; 1 pending.')).toBeVisible();
  const [, first, second] = screen.getAllByRole('row');
  for (const words of ['Active', '{service="api"}', 'Rolling back 2.41.0', 'Mia', 'hides 2']) {
    expect(within(first!).getByText(words)).toBeVisible();
  }
  expect(within(second!).getByText(/^from \d\d:\d\d$/)).toBeVisible();
});

test('a silence is ended only once that was confirmed, with what follows from it', async () => {
  const { service, user } = start('/silences', { silences: [silence()] });
  await user.click(await screen.findByRole('button', { name: 'End {service="api"}' }));
  expect(await screen.findByText(/It hides 2 alerts now. If nothing else hides them, they are told/)).toBeVisible();
  expect(service.asked.some((line) => line.startsWith('DELETE'))).toBe(false);
  await user.click(screen.getByRole('button', { name: 'End it' }));
  expect(await screen.findByText('The silence has ended.')).toBeVisible();
  expect(service.asked).toContain('DELETE /silences/s1');
  expect(await screen.findByText('No silences')).toBeVisible();
});

test('who may only look has no button to make or end one', async () => {
  start('/silences', { silences: [silence()], role: 'viewer' });
  await screen.findByText('{service="api"}');
  expect(screen.queryByRole('button', { name: /^End/ })).toBeNull();
  expect(screen.queryByRole('link', { name: 'New silence' })).toBeNull();
});

const hidden = () =>
  alert({
    muted: {
      reason: 'silenced',
      silences: [{ id: 's1', createdBy: 'Mia', comment: 'Rolling back', endsAt: minutesAgo(-60) }],
    },
  });

test('a silence’s page lists the alerts that it hides', async () => {
  start('/silences/s1', { silences: [silence()], alerts: [hidden(), alert({ fingerprint: 'f9', summary: 'Other' })] });
  expect(await screen.findByRole('heading', { level: 1, name: 'A silence hides 2 alerts' })).toBeVisible();
  const table = within(screen.getByRole('table', { name: 'Alerts that it hides' }));
  expect(table.getAllByRole('link')).toHaveLength(1);
});

test('an alert that is hidden says so in its row, without colour, and on its page with what to open', async () => {
  const { user } = start('/alerts', { alerts: [hidden()], silences: [silence()] });
  const [, row] = await screen.findAllByRole('row');
  expect(within(row!).getByText('Silenced')).toBeVisible();
  expect(within(row!).getByText(/HighErrorRate · .* · silenced by Mia until (.*, )?\d\d:\d\d/)).toBeVisible();
  expect(within(row!).queryByText('Firing')).toBeNull();
  await user.click(within(row!).getByRole('link'));
  expect(await screen.findByRole('link', { name: 'Silenced by Mia' })).toHaveAttribute(
    'href',
    '/a/tocsin-tocsin-app/silences/s1'
  );
  expect(screen.queryByRole('link', { name: 'Silence' })).toBeNull();
});

test.each([
  [{ reason: 'inhibited', source: { fingerprint: 'f7', name: 'Down' } }, 'Inhibited', /quiet while Down fires/],
  [{ reason: 'muted-interval', intervals: ['nights'] }, 'Muted', /muted in nights/],
  [{ reason: 'outside-active-interval', intervals: ['office'] }, 'Muted', /told only in office/],
] as const)('what hides an alert is said in words: %j', async (muted, state, words) => {
  start('/alerts', { alerts: [alert({ muted: muted as never })] });
  expect(await screen.findByText(state)).toBeVisible();
  expect(screen.getByText(words)).toBeVisible();
});

test('an alert and an incident have a button that opens the form with their labels', async () => {
  const { user, address, unmount } = start('/alerts/f1', { alerts: [alert()] });
  await user.click(await screen.findByRole('link', { name: 'Silence' }));
  expect(decodeURIComponent(address())).toContain('{alertname="HighErrorRate",service="api",severity="critical"}');
  unmount();
  const other = start('/incidents/INC-4', { incidents: [incident()], alerts: [alert()] });
  await other.user.click(await screen.findByRole('link', { name: 'Silence' }));
  expect(decodeURIComponent(other.address())).toBe('/silences/new?matchers={alertname="HighErrorRate"}');
});

test('a link of Alertmanager narrows the alerts by its matchers and receiver, each to be taken away', async () => {
  const alerts = [
    alert(),
    alert({ fingerprint: 'f2', summary: 'Other', labels: { alertname: 'Other' }, incident: 'INC-9' }),
  ];
  const filter = encodeURIComponent('{alertname=~"High.*"}');
  const { user } = start(`/alerts?filter=${filter}&receiver=platform`, { alerts, incidents: [incident()] });
  expect(await screen.findByText('told to platform')).toBeVisible();
  await waitFor(() => expect(screen.queryByText('Other')).toBeNull());
  await user.click(screen.getByRole('button', { name: 'Remove alertname=~"High.*"' }));
  await user.click(screen.getByRole('button', { name: 'Remove told to platform' }));
  expect(await screen.findByText('Other')).toBeVisible();
});

test('a receiver is tried, and each of its integrations says what became of it', async () => {
  const tried = [
    { integration: 'slack[0]', type: 'slack', delivered: true, tookMs: 120 },
    { integration: 'email[0]', type: 'email', delivered: false, tookMs: 9, error: 'connection refused' },
  ];
  const { user } = start('/status', { tried });
  await user.click(await screen.findByRole('button', { name: 'Test platform' }));
  expect(await screen.findByText('slack[0]: accepted after 120 ms')).toBeVisible();
  expect(screen.getByText('email[0]: not delivered. connection refused')).toBeVisible();
});
