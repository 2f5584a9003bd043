import { screen, within } from '@testing-library/react';
import { FakeService } from '../test/fakeService';
import { renderApp } from '../test/renderApp';
import { spanText } from './span';

function start(path: string, change: Partial<FakeService> = {}) {
  const service = Object.assign(new FakeService(), change).install();
  return { service, ...renderApp(path) };
}

test('promises are listed the worst first, each with its budget in words', async () => {
  start('/objectives');
  expect(await screen.findByRole('heading', { level: 1, name: /postgres has broken its promise/ })).toBeVisible();
  const rows = within(screen.getByRole('table', { name: 'Objectives' }))
    .getAllByRole('row')
    .slice(1);
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^postgres: availability.*broken.*SLA.*99\.9 %.*99\.74 %/),
    expect.stringMatching(/^api: availability.*at risk/),
    expect.stringMatching(/^mail-relay: availability.*no data.*not known/),
    expect.stringMatching(/^api: fast.*kept/),
    expect.stringMatching(/^catalog: availability.*kept/),
  ]);
  expect(within(rows[1]!).getByRole('meter')).toHaveAttribute(
    'aria-valuetext',
    expect.stringMatching(/failed requests/)
  );
});

test('a promise shows its arithmetic, how fast it is spent, and what watches it', async () => {
  start('/objectives/api/availability');
  expect(await screen.findByText('1,297,777 / 1,298,790 = 99.922 %')).toBeVisible();
  expect(screen.getByText('84, alerts')).toBeVisible();
  expect(screen.getByText('At this rate the budget is spent in 40 min.')).toBeVisible();
  expect(screen.getByRole('link', { name: 'slo:api:availability' })).toBeVisible();
  expect(screen.getAllByTitle(/% good, \d+ failed/)).toHaveLength(21);
});

test('a promise of which nothing is known never looks kept', async () => {
  start('/objectives/mail-relay/availability');
  expect(await screen.findByText('not known: there was nothing to count')).toBeVisible();
  expect(screen.getByText(/smtp_sent_total is not known/)).toBeVisible();
});

test('a report says what was kept, and is sent on demand to whom reports go', async () => {
  const { service, user } = start('/reports');
  const [report] = service.night.reports;
  await user.click(await screen.findByRole('link', { name: report!.title }));
  expect(await screen.findByRole('heading', { level: 1, name: report!.sentence })).toBeVisible();
  expect(await screen.findByRole('table')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Send now' }));
  expect(await screen.findByText(/^Sent to slack #managers/)).toBeVisible();
  expect(service.asked).toContain(`POST /reports/${report!.id}/send`);
});

test('who may only look can save a report and not send it', async () => {
  const { service } = start('/reports', { role: 'viewer' });
  const [report] = service.night.reports;
  start(`/reports/${report!.id}`, { role: 'viewer' });
  expect((await screen.findAllByRole('button', { name: 'Markdown' }))[0]).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Send now' })).toBeNull();
});

test.each([
  ['UTC', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
  ['Berlin', '2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z'],
])('a report of November by %s tells of its first and its last day', (_, from, to) => {
  expect(spanText({ from, to })).toBe('Sun 1 Nov to Mon 30 Nov');
});
