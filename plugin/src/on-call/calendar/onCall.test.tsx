import { screen, waitFor, within } from '@testing-library/react';
import { FakeService } from '../../test/fakeService';
import { renderApp } from '../../test/renderApp';

const HOUR = 3_600_000;
const hour = Math.floor(Date.now() / HOUR) * HOUR;
const at = (hours: number) => new Date(hour + hours * HOUR).toISOString();
const shift = (person: string, from: number, until: number) => ({
  person: person.toLowerCase(),
  name: person,
  from: at(from),
  until: at(until),
  by: { kind: 'layer', id: 'days', name: 'Days' },
});
const gap = { from: at(8), until: at(12), why: 'No layer has anybody then.', lastResort: ['team'] };
const now = {
  id: 'payments',
  name: 'Payments',
  timeZone: 'UTC',
  now: [shift('Jonas', -4, 8)],
  next: [],
  nextGap: gap,
  sentence: 'Jonas until 09:00, then nobody',
};
const shifts = {
  from: at(-200),
  to: at(400),
  timeZone: 'UTC',
  final: [shift('Jonas', -4, 8), shift('Mia', 12, 20)],
  layers: [{ id: 'days', name: 'Days', shifts: [shift('Jonas', -4, 8), shift('Mia', 12, 20)] }],
  overrides: [],
  gaps: [gap],
  clockChanges: [],
  load: [{ person: 'jonas', name: 'Jonas', hours: 12, nights: 1 }],
};
const kept = { id: 'payments', version: 1, source: 'app', changedAt: at(-300), changedBy: 'Mia', problems: [] };

function withSchedule() {
  const service = new FakeService().install();
  service.answers
    .set('GET /on-call', { at: at(0), schedules: [now] })
    .set('GET /schedules/payments', {
      ...kept,
      value: { id: 'payments', name: 'Payments', timeZone: 'UTC', layers: [] },
      calendar: 'https://tocsin.example.org/calendar/x.ics',
    })
    .set('GET /schedules/payments/shifts', shifts)
    .set('GET /schedules/payments/gaps', {
      from: at(0),
      to: at(90 * 24),
      gaps: [gap],
      clockChanges: [],
      unreachable: [{ person: 'ines', name: 'Ines', why: 'Ines has no contact that is proved.' }],
    })
    .set('GET /people', { people: ['Mia', 'Jonas'].map(person) });
  return service;
}

const person = (name: string) => ({
  ...kept,
  id: name.toLowerCase(),
  value: { id: name.toLowerCase(), name, contacts: [], rules: {} },
  contacts: [],
  onCall: [],
  teams: [],
});

test('the page says who it is, shows where nobody is, and whoever covers it is on call', async () => {
  const service = withSchedule();
  service.answers.set('POST /schedules/payments/cover', {
    override: { id: 'cover-1', schedule: 'payments', person: 'mia', from: gap.from, to: gap.until },
    version: 1,
  });
  const { user } = renderApp('/on-call');
  expect(
    await screen.findByRole('heading', { level: 1, name: /Payments: Jonas until 09:00, then nobody/ })
  ).toBeVisible();
  expect(await screen.findByText('Ines has no contact that is proved.')).toBeVisible();
  expect(screen.getByText('12 h')).toBeVisible();
  await user.click((await screen.findAllByRole('button', { name: 'Cover it' }))[0]!);
  const dialog = await screen.findByRole('dialog');
  await waitFor(() => expect(within(dialog).getByRole('combobox', { name: 'Who' })).toHaveValue('Mia (you)'));
  await user.click(within(dialog).getByRole('button', { name: 'Put them on call' }));
  expect(await screen.findByText(/You are on call for Payments/)).toBeVisible();
  expect(service.posted).toEqual([{ person: 'mia', from: at(8).replace('.000Z', '.000Z'), to: at(12) }]);
});

test('what the service refuses is said at its field, and the form stays', async () => {
  const service = withSchedule();
  service.answers.set('POST /schedules/payments/cover', {
    status: 400,
    body: {
      type: 'about:blank',
      title: 'The request does not fit',
      status: 400,
      detail: 'it is over already',
      errors: [{ path: ['value', 'to'], message: 'it is over already' }],
    },
  });
  const { user } = renderApp('/on-call');
  await user.click((await screen.findAllByRole('button', { name: 'Cover it' }))[0]!);
  const dialog = await screen.findByRole('dialog');
  await waitFor(() => expect(within(dialog).getByRole('combobox', { name: 'Who' })).toHaveValue('Mia (you)'));
  await user.click(within(dialog).getByRole('button', { name: 'Put them on call' }));
  expect(await within(dialog).findByText('it is over already')).toBeVisible();
});

test('who may only look sees the calendar and no way to change it', async () => {
  const service = withSchedule();
  service.role = 'viewer';
  renderApp('/on-call');
  expect(await screen.findByText('Ines has no contact that is proved.')).toBeVisible();
  expect(screen.queryByRole('button', { name: /Cover|Add override/ })).toBeNull();
  expect(screen.getByText('You can look; operators can act')).toBeVisible();
});

test('without a schedule the page says how to make one', async () => {
  const service = withSchedule();
  service.answers.set('GET /on-call', { at: at(0), schedules: [] });
  renderApp('/on-call');
  expect(await screen.findByText('Nobody is on call by a schedule')).toBeVisible();
});
